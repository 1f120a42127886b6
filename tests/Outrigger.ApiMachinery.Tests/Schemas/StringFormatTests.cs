using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Tests.Schemas;

public sealed class StringFormatTests
{
    [Theory]
    [InlineData("duration", "1h30m", "-5s", "3 days", " 2weeks 1 Hour ", "10 µs", "1 d 5 x")]
    [InlineData("hostname", "a", "a-b", "example.com", "my-host.example.com", "0.example.org", "ä.example")]
    [InlineData("email", "a@b", "Bob <bob@example.com>", "a.b+c@example.com")]
    [InlineData("mac", "01:23:45:67:89:ab", "01-23-45-67-89-AB", "0123.4567.89ab", "01:23:45:67:89:ab:cd:ef")]
    [InlineData("uuid", "123e4567-e89b-12d3-a456-426614174000", "123E4567E89B12D3A456426614174000")]
    [InlineData("uuid3", "123e4567-e89b-32d3-c456-426614174000")]
    [InlineData("uuid4", "123e4567-e89b-42d3-a456-426614174000")]
    [InlineData("uuid5", "123e4567e89b52d3b456426614174000")]
    [InlineData("isbn", "0-306-40615-2", "978-0-306-40615-7", "080442957X")]
    [InlineData("isbn10", "0306406152")]
    [InlineData("isbn13", "978 0306406157")]
    [InlineData("creditcard", "4111 1111 1111 1111", "378282246310005")]
    [InlineData("ssn", "123-45-6789", "123456789")]
    [InlineData("hexcolor", "#fff", "00ff7F")]
    [InlineData("rgbcolor", "rgb(0,128, 255)", "rgb( 1 , 2 , 3 )")]
    [InlineData("bsonobjectid", "507f1f77bcf86cd799439011")]
    [InlineData("ipv4", "127.0.0.1", "::ffff:1.2.3.4")]
    [InlineData("ipv6", "::", "::1", "fe80::1", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::ffff:1.2.3.4", "1::8")]
    [InlineData("cidr", "10.0.0.0/8", "fd00::/64", "0.0.0.0/0")]
    [InlineData("uri", "/path", "/a b?c d", "http://example.com/x", "https://u:p@[::1]:8443/", "mailto:a@b", "http://ex.com:", "urn:x y")]
    [InlineData("k8s-short-name", "abc-1")]
    [InlineData("k8s-long-name", "abc.def")]
    [InlineData("password", "", "anything")]
    [InlineData("unknown", "anything")]
    public void Validate_TextOfItsFormat_Fits(string format, params string[] texts) => texts.Where(t => !Fits(t, format)).ShouldBeEmpty();

    [Theory]
    [InlineData("duration", "", "abc", "3", "days 3", "5 parsecs", "1h -", "99999999999999999999 d")]
    [InlineData("hostname", "", "a b!", "a_b", "-a.com", "a..com", "my-host-name", "a.b")]
    [InlineData("email", "", "x", "a@", "@b", "a..b@c")]
    [InlineData("mac", "", "zz", "01:23:45:67:89", "01:23:45-67:89:ab", "0123.4567.89ag", "01:23:45:67:89:ab:cd")]
    [InlineData("uuid", "", "x", "123e4567--e89b12d3a456426614174000", "123e4567-e89b-12d3-a456-42661417400", "{123e4567-e89b-12d3-a456-426614174000}")]
    [InlineData("uuid3", "123e4567-e89b-42d3-a456-426614174000")]
    [InlineData("uuid4", "123e4567-e89b-42d3-c456-426614174000")]
    [InlineData("uuid5", "123e4567-e89b-42d3-a456-426614174000")]
    [InlineData("isbn", "0-306-40615-3", "x")]
    [InlineData("isbn10", "9780306406157")]
    [InlineData("isbn13", "9780306406158")]
    [InlineData("creditcard", "4111111111111112", "1")]
    [InlineData("ssn", "123-456-789")]
    [InlineData("hexcolor", "#ffff", "#ggg")]
    [InlineData("rgbcolor", "rgb(1,2)", "rgb(256,0,0)", "rgb(1,2,3")]
    [InlineData("bsonobjectid", "507f1f77bcf86cd79943901", "507f1f77bcf86cd79943901g")]
    [InlineData("ipv4", "", "0x7f.0.0.1", "010.8.8.8", "1.2.3", "1.2.3.4.5", "1.2.3.256", "::1")]
    [InlineData("ipv6", "", "fe80::1%eth0", "[::1]", ":", ":::", "1:2:3:4:5:6:7:8::", "1::2::3", "1:2:3:4:5:6:7:", "12345::", "::1/64", "::01.2.3.4")]
    [InlineData("cidr", "10.0.0.0", "10.0.0.0/33", "10.0.0/8", "fd00::/129", "10.0.0.0/+8", "010.0.0.0/8")]
    [InlineData("uri", "", "a b", "path", "http://a b/", "http://[::1", "http://a:b/", "/a%zz", "/a\n")]
    [InlineData("k8s-short-name", "a.b")]
    [InlineData("k8s-long-name", "A.b")]
    public void Validate_TextNotOfItsFormat_IsRefused(string format, params string[] texts) => texts.Where(t => Fits(t, format)).ShouldBeEmpty();

    private static bool Fits(string text, string format)
    {
        var errors = new List<FieldError>();
        SchemaValidator.Validate(JsonValue.Create(text), new Schema { Type = SchemaType.String, Format = format }, "x", errors);
        return errors.Count == 0;
    }
}
