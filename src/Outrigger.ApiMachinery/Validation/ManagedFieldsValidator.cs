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
            var field = $"metadata.managedFields[{i}]";
            var operation = Text(entry, "operation");
            if (operation is not ("Apply" or "Update"))
            {
                errors.Add(FieldErrors.Invalid($"{field}.operation", operation, "must be `Apply` or `Update`"));
            }

            var type = Text(entry, "fieldsType");
            if (type is not ("" or "FieldsV1"))
            {
                errors.Add(FieldErrors.Invalid($"{field}.fieldsType", type, "must be `FieldsV1`"));
            }

            ManagerNames.Validate(Text(entry, "manager"), $"{field}.manager", errors);
            if (Encoding.UTF8.GetByteCount(Text(entry, "subresource")) > MaxSubresource)
            {
                errors.Add(FieldErrors.TooLong($"{field}.subresource", MaxSubresource));
            }
        }
    }

    private static string Text(JsonObject? entry, string name) => JsonNodes.GetString(entry, name) ?? "";
}
