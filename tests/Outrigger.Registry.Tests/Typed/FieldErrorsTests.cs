using Outrigger.ApiMachinery.Errors;
using Outrigger.Registry.Typed;

namespace Outrigger.Registry.Tests.Typed;

public sealed class FieldErrorsTests
{
    [Fact]
    public void Findings_ReadAsThoseOfKubernetes()
    {
        var found = new List<FieldError>();
        var errors = new FieldErrors(found);

        errors.NotSupported("spec.color", "pink", "Red", "Blue");
        errors.NotSupported("spec.size", 3);
        errors.Duplicate("spec.parts[1].name", "lid");
        errors.NotFound("spec.owner", "bob");
        errors.TooLong("spec.note", 63);
        errors.TooMany("spec.parts", 3, 1);

        found.Select(e => e.ToString()).ShouldBe(
        [
            "spec.color: Unsupported value: \"pink\": supported values: \"Red\", \"Blue\"",
            "spec.size: Unsupported value: 3",
            "spec.parts[1].name: Duplicate value: \"lid\"",
            "spec.owner: Not found: \"bob\"",
            "spec.note: Too long: may not be more than 63 bytes",
            "spec.parts: Too many: 3: must have at most 1 item",
        ]);
    }
}
