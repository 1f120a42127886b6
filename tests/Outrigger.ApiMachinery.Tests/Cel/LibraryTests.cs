using Outrigger.ApiMachinery.Cel.Values;
using Shouldly;
using Xunit;

namespace Outrigger.ApiMachinery.Tests.Cel;

/// <summary>The libraries that Kubernetes gives expressions beside the language itself.</summary>
public sealed class LibraryTests
{
    [Theory]
    [InlineData("'abc 123'.find('[0-9]+') == '123' && 'abc'.find('x') == '' && 'aXb'.find('(?i)x') == 'X'")]
    [InlineData("'123 abc 456'.findAll('[0-9]+') == ['123', '456'] && 'a1b2'.findAll('[0-9]', 1) == ['1'] && 'a1'.findAll('[0-9]', 0) == [] && 'x'.findAll('[0-9]') == []")]
    [InlineData("'baaau'.findAll('a*') == ['', 'aaa', '']")]
    [InlineData("isURL('https://a.example:80/b?c=d') && isURL('/path') && !isURL('relative/path') && !isURL('https://a:b') && !isURL('') && isURL('mailto:a@b')")]
    [InlineData("url('HTTPS://user@example.com:8080/a%20b?k=v&k=w&e#f').getScheme() == 'https'")]
    [InlineData("url('https://example.com:80/').getHost() == 'example.com:80' && url('https://example.com:80/').getHostname() == 'example.com' && url('https://example.com:80/').getPort() == '80'")]
    [InlineData("url('https://[::1]:80/').getHost() == '[::1]:80' && url('https://[::1]:80/').getHostname() == '::1' && url('/path').getHost() == '' && url('https://example.com/').getPort() == ''")]
    [InlineData("url('https://example.com/path with spaces/').getEscapedPath() == '/path%20with%20spaces/' && url('https://e.com/a%2Fb').getEscapedPath() == '/a%2Fb'")]
    [InlineData("url('https://e.com/p?k1=a&k2=b&k2=c%20d').getQuery() == {'k1': ['a'], 'k2': ['b', 'c d']} && url('https://e.com').getQuery() == {}")]
    [InlineData("url('https://e.com/p') == url('https://e.com/p') && url('https://e.com/p') != url('https://e.com/q') && type(url('/')) == kubernetes.URL")]
    [InlineData("isIP('10.0.0.1') && isIP('::1') && !isIP('10.0.0.01') && !isIP('10.0.0') && !isIP('::ffff:1.2.3.4') && !isIP('fe80::1%eth0') && !isIP('10.0.0.1/8') && !isIP('')")]
    [InlineData("ip('10.0.0.1') == ip('10.0.0.1') && ip('::1') == ip('0:0::1') && ip('10.0.0.1') != ip('10.0.0.2') && ip('::1').family() == 6 && ip('1.2.3.4').family() == 4")]
    [InlineData("string(ip('2001:DB8:0:0:0:0:0:1')) == '2001:db8::1' && string(ip('::')) == '::' && string(ip('1:0:0:2:0:0:0:3')) == '1:0:0:2::3' && string(ip('::1.2.3.4')) == '::102:304'")]
    [InlineData("ip.isCanonical('127.0.0.1') && ip.isCanonical('::1') && !ip.isCanonical('2001:DB8::1') && !ip.isCanonical('0::1')")]
    [InlineData("ip('0.0.0.0').isUnspecified() && ip('::').isUnspecified() && ip('127.9.9.9').isLoopback() && ip('::1').isLoopback() && !ip('128.0.0.1').isLoopback()")]
    [InlineData("ip('224.0.0.1').isLinkLocalMulticast() && ip('ff02::1').isLinkLocalMulticast() && !ip('224.0.1.1').isLinkLocalMulticast() && ip('169.254.1.1').isLinkLocalUnicast() && ip('fe80::1').isLinkLocalUnicast()")]
    [InlineData("ip('192.168.0.1').isGlobalUnicast() && ip('2001:db8::1').isGlobalUnicast() && !ip('255.255.255.255').isGlobalUnicast() && !ip('224.0.0.1').isGlobalUnicast() && !ip('::').isGlobalUnicast()")]
    [InlineData("isCIDR('10.0.0.0/8') && isCIDR('::/0') && !isCIDR('10.0.0.0/33') && !isCIDR('10.0.0.0/08') && !isCIDR('10.0.0.0') && !isCIDR('::ffff:1.2.3.4/100')")]
    [InlineData("cidr('10.0.0.0/8').containsIP('10.1.2.3') && !cidr('10.0.0.0/8').containsIP(ip('11.0.0.0')) && !cidr('10.0.0.0/8').containsIP('::1') && cidr('0.0.0.0/0').containsIP('1.2.3.4')")]
    [InlineData("cidr('192.168.0.0/24').containsCIDR('192.168.0.0/25') && !cidr('192.168.0.0/24').containsCIDR(cidr('192.168.0.0/23')) && cidr('::/0').containsCIDR('::1/128')")]
    [InlineData("cidr('192.168.1.5/24').ip() == ip('192.168.1.5') && cidr('192.168.1.5/24').masked() == cidr('192.168.1.0/24') && cidr('192.168.1.5/24').prefixLength() == 24 && string(cidr('::1/64').masked()) == '::/64'")]
    [InlineData("type(ip('::1')) == net.IP && type(cidr('::/0')) == net.CIDR")]
    [InlineData("isQuantity('1.3Gi') && isQuantity('10k') && !isQuantity('200K') && !isQuantity('')")]
    [InlineData("quantity('50k') == quantity('50000') && quantity('200M').isGreaterThan(quantity('1M')) && quantity('1Mi').isLessThan(quantity('2M')) && quantity('200M').compareTo(quantity('0.2G')) == 0")]
    [InlineData("quantity('50k').add('20k' == '' ? quantity('1') : quantity('20k')) == quantity('70k') && quantity('50k').sub(20000) == quantity('30k') && quantity('50k').add(1).asInteger() == 50001")]
    [InlineData("sign(quantity('-5')) == -1 && sign(quantity('0')) == 0 && quantity('50k').isInteger() && !quantity('50.7m').isInteger() && !quantity('9999999999999999999999999999999999999G').isInteger() && quantity('50.5k').asApproximateFloat() == 50500.0")]
    [InlineData("sets.contains([1, 2, 3], [2, 3]) && !sets.contains([1], [2]) && sets.contains([], []) && sets.equivalent([1, 2], [2, 1, 1]) && sets.intersects(['a'], ['b', 'a']) && !sets.intersects([], [1])")]
    [InlineData("!format.dns1123Label().validate('contains-a-label').hasValue() && format.dns1123Label().validate('No').hasValue() && format.named('uuid').hasValue() && !format.named('none').hasValue()")]
    [InlineData("!format.dns1123LabelPrefix().validate('a-').hasValue() && !format.qualifiedName().validate('a.b/c').hasValue() && !format.labelValue().validate('').hasValue() && format.dns1035Label().validate('1a').hasValue()")]
    [InlineData("format.uri().validate('x').value() == ['parse \"x\": invalid URI for request'] && format.byte().validate('*').value() == ['invalid base64'] && format.date().validate('2024-13-01').value() == ['invalid date']")]
    [InlineData("format.named('dns1123Label').value() == format.dns1123Label() && !format.datetime().validate('2024-01-02T03:04:05Z').hasValue() && !format.uuid().validate('123e4567-e89b-12d3-a456-426614174000').hasValue()")]
    [InlineData("isSemver('1.0.0') && isSemver('0.1.0-alpha.1+build') && !isSemver('v1.0.0') && !isSemver('1.0') && !isSemver('01.0.0') && isSemver('v1.0', true) && isSemver('01.01', true) && !isSemver('1.0-a', true)")]
    [InlineData("semver('1.2.3').major() == 1 && semver('1.2.3').minor() == 2 && semver('1.2.3').patch() == 3 && semver('v1', true) == semver('1.0.0') && semver('1.0.0+a') == semver('1.0.0+b')")]
    [InlineData("semver('1.2.3').isLessThan(semver('1.10.0')) && semver('1.0.0-alpha').isLessThan(semver('1.0.0')) && semver('1.0.0-2').isLessThan(semver('1.0.0-10')) && semver('1.0.0-a.b').isGreaterThan(semver('1.0.0-a')) && semver('1.0.0').compareTo(semver('0.9.9')) == 1")]
    [InlineData("[1, 2, 3, 4].slice(1, 3) == [2, 3] && [1].slice(0, 0) == [] && [[1], [2, 3]].flatten() == [1, 2, 3] && [dyn([dyn([1])]), dyn(2)].flatten(2) == [1, 2]")]
    [InlineData("[3, 1, 2].sort() == [1, 2, 3] && ['b', 'a'].sort() == ['a', 'b'] && [].sort() == [] && [1, 2, 3].reverse() == [3, 2, 1] && [1, 1, 2, 1].distinct() == [1, 2] && lists.range(3) == [0, 1, 2] && lists.range(-1) == []")]
    [InlineData("object.items.sortBy(i, -i.port) == [object.items[1], object.items[0]] && ['bb', 'a'].sortBy(s, s.size()) == ['a', 'bb']")]
    [InlineData("[5, 6].transformList(i, v, i + v) == [5, 7] && {'a': 1, 'b': 2}.transformList(k, v, v > 1, k) == ['b']")]
    [InlineData("['x', 'y'].transformMap(i, v, v + string(i)) == {0: 'x0', 1: 'y1'} && {'a': 1, 'b': 2}.transformMap(k, v, v > 1, v * 2) == {'b': 4}")]
    [InlineData("{'a': 'x', 'b': 'y'}.transformMapEntry(k, v, {v: k}) == {'x': 'a', 'y': 'b'} && [1, 2].transformMapEntry(i, v, v == 2, {v: i}) == {2: 1}")]
    public void True_HoldsAsInKubernetes(string expression) => CelRunner.Evaluate(expression).ToString().ShouldBe("true");

    [Theory]
    [InlineData("'%s'.format(['a'])", "a")]
    [InlineData("'%s %s %s'.format([dyn(1), dyn(true), dyn(null)])", "1 true null")]
    [InlineData("'100%% of %s'.format([type(1)])", "100% of int")]
    [InlineData("'%s'.format([[dyn(1), dyn('a'), dyn(1.5), dyn(b'x'), dyn(duration('1h')), dyn(timestamp('2023-02-03T23:31:20Z'))]])", "[1, \"a\", 1.500000, b\"x\", duration(\"3600s\"), timestamp(\"2023-02-03T23:31:20Z\")]")]
    [InlineData("'%s'.format([{'b': 2, 'a': 1}])", "{\"a\":1, \"b\":2}")]
    [InlineData("'%d|%x|%X|%o|%b'.format([26, 26, 26, 30, 5])", "26|1a|1A|36|101")]
    [InlineData("'%x|%b|%d'.format([dyn('hi'), dyn(true), dyn(3u)])", "6869|1|3")]
    [InlineData("'%d|%x|%o|%b'.format([-26, -26, -30, -5])", "-26|-1a|-36|-101")]
    [InlineData("'%f|%.1f|%.3e|%e'.format([3.14, 1234.56, 2.71828, 0.000123])", "3.140000|1,234.6|2.718\u202f×\u202f10⁰⁰|1.230000\u202f×\u202f10⁻⁰⁴")]
    [InlineData("'%s'.format([1.5])", "1.5")]
    public void Format_WritesValuesAsTheReference(string expression, string text) => CelRunner.Evaluate(expression).ToString().ShouldBe(text);

    [Theory]
    [InlineData("ip('1.2.3')", "IP Address \"1.2.3\" parse error during conversion from string: ParseAddr(\"1.2.3\"): IPv4 address too short")]
    [InlineData("ip('1.2.3.256')", "IP Address \"1.2.3.256\" parse error during conversion from string: ParseAddr(\"1.2.3.256\"): IPv4 field has value >255")]
    [InlineData("ip('1:2')", "IP Address \"1:2\" parse error during conversion from string: ParseAddr(\"1:2\"): address string too short")]
    [InlineData("ip('1::2::3')", "IP Address \"1::2::3\" parse error during conversion from string: ParseAddr(\"1::2::3\"): multiple :: in address (at \":3\")")]
    [InlineData("ip('fe80::1%eth0')", "IP address \"fe80::1%eth0\" with zone value is not allowed")]
    [InlineData("ip('::ffff:1.2.3.4')", "IPv4-mapped IPv6 address \"::ffff:1.2.3.4\" is not allowed")]
    [InlineData("cidr('10.0.0.0')", "network address parse error during conversion from string: network address parse error during conversion from string: netip.ParsePrefix(\"10.0.0.0\"): no '/'")]
    [InlineData("url('x')", "URL parse error during conversion from string: parse \"x\": invalid URI for request")]
    [InlineData("quantity('10 000')", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    [InlineData("quantity('0.5').asInteger()", "cannot convert value to integer")]
    [InlineData("semver('1.0')", "No Major.Minor.Patch elements found")]
    [InlineData("semver('1.x.0')", "Invalid character(s) found in minor number \"x\"")]
    [InlineData("[1].slice(1, 3)", "cannot slice(1, 3), list is length 1")]
    [InlineData("[1].slice(-1, 3)", "cannot slice(-1, 3), negative indexes not supported")]
    [InlineData("[1, 2].transformMapEntry(i, v, {'a': v})", "insert failed: key a already exists")]
    [InlineData("'%d'.format(['a'])", "error during formatting: decimal clause can only be used on integers, was given string")]
    [InlineData("'%s %s'.format(['a'])", "index 1 out of range")]
    [InlineData("'%q'.format(['a'])", "could not parse formatting clause: unrecognized formatting clause \"q\"")]
    [InlineData("'%'.format(['a'])", "unexpected end of string")]
    public void Error_HasTheReferencesText(string expression, string message)
    {
        var value = CelRunner.Evaluate(expression);

        value.IsError.ShouldBeTrue();
        value.AsError.ShouldBe(message);
    }

    [Theory]
    [InlineData("lists.range(100000000) == []")]
    [InlineData("'%.999999999f'.format([1.0]) == ''")]
    [InlineData("lists.range(3000).distinct() == []")]
    [InlineData("sets.contains(lists.range(5000), lists.range(5000))")]
    [InlineData("lists.range(100000).transformMap(i, v, lists.range(100000)) == {}")]
    public void Work_ThatIsTooMuch_Ends(string expression)
    {
        var budget = new CelBudget();

        CelRunner.Evaluate(expression, budget).IsError.ShouldBeTrue();
    }

    [Theory]
    [InlineData("'a'.find(1)", "found no matching overload for 'find' applied to 'string.(int)'")]
    [InlineData("ip(1)", "found no matching overload for 'ip' applied to '(int)'")]
    [InlineData("[1].flatten()", "found no matching overload for 'flatten' applied to 'list(int).()'")]
    [InlineData("[1].transformMap(i, i, 1)", "duplicate variable name: i")]
    [InlineData("1.sortBy(x, x)", "sortBy can only be applied to a list, identifier, comprehension, call or select expression")]
    public void Misuse_IsFoundWhenItIsCompiled(string expression, string issue) => CelRunner.Issues(expression).ShouldContain(issue);
}
