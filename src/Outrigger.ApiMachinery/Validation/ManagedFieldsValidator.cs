using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Validation;

/// <summary>Checks the envelope of <c>metadata.managedFields</c>; the field sets themselves are server-side apply's business.</summary>
internal static class ManagedFieldsValidator
{
    private const int MaxSubresource = 256;

    public static void Validate(JsonArray? entries, ICollection<FieldError> errors)
    {
        for (var i = 0; i < (entries?.Count ?? 0); i++)
        {
            var entry = entries![i] as JsonObject;
            var operation = Text(entry, "operation");
            if (operation is not ("Apply" or "Update"))
            {
                errors.Add(FieldErrors.Invalid($"{Field(i)}.operation", operation, "must be `Apply` or `Update`"));
            }

            var type = Text(entry, "fieldsType");
            if (type is not ("" or "FieldsV1"))
            {
                errors.Add(FieldErrors.Invalid($"{Field(i)}.fieldsType", type, "must be `FieldsV1`"));
            }

            var manager = Text(entry, "manager");
            if (!ManagerNames.IsPlain(manager))
            {
                ManagerNames.Validate(manager, $"{Field(i)}.manager", errors);
            }

            if (Encoding.UTF8.GetByteCount(Text(entry, "subresource")) > MaxSubresource)
            {
                errors.Add(FieldErrors.TooLong($"{Field(i)}.subresource", MaxSubresource));
            }
        }
    }

    private static string Field(int index) => $"metadata.managedFields[{index}]";

    private static string Text(JsonObject? entry, string name) => JsonNodes.GetString(entry, name) ?? "";
}
