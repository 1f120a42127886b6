using Shouldly;
using Xunit;

namespace Outrigger.ApiMachinery.Tests.Cel;

/// <summary>What expressions are worth (CEL language definition, with the libraries of Kubernetes).</summary>
public sealed class EvaluationTests
{
    [Theory]
    [InlineData("1 + 2 * 3 == 7")]
    [InlineData("10 - 2 - 3 == 5")]
    [InlineData("7 / 2 == 3 && -7 / 2 == -3 && -7 % 3 == -1")]
    [InlineData("dyn(1) == 1.0 && dyn(1u) == 1 && 1 < 1.5 && 2u > 1")]
    [InlineData("0x1F == 31 && 0xFu == 15u && 1e3 == 1000.0 && .5 == 0.5")]
    [InlineData("!false && !!true && -(-1) == 1")]
    [InlineData("'a' + \"b\" == 'ab' && r'\\d' == '\\\\d' && '''a'b''' == \"a'b\"")]
    [InlineData("'\\u00e9' == 'é' && '\\x41' == 'A' && '\\101' == 'A'")]
    [InlineData("b'abc' == b'\\x61bc' && size(b'é') == 2 && size('é') == 1")]
    [InlineData("true ? 1 == 1 : 1 / 0 == 1")]
    [InlineData("n == 7 && n in [1, 7] && !(n in [1]) && 'x' in object.map")]
    [InlineData("object.a == 1 && object.f == 1.5 && object.s.size() == 2 && object.nothing == null")]
    [InlineData("object.deep.er.name == 'n' && object['deep']['er'] == {'name': 'n'}")]
    [InlineData("has(object.a) && !has(object.b) && has(object.nothing) && !has(object.deep.b)")]
    [InlineData("object.list[0] == 3 && object.list == [3, 1, 2] && object.list.size() == 3")]
    [InlineData("[1, 2].all(x, x > 0) && [1, 2].exists(x, x == 2) && [1, 2].exists_one(x, x == 2) && ![].exists(x, true)")]
    [InlineData("[1, 2].map(x, x * 2) == [2, 4] && [1, 2].map(x, x > 1, x * 2) == [4] && [1, 2].filter(x, x > 1) == [2]")]
    [InlineData("object.map.all(k, object.map[k] > 0) && object.items.all(i, i.port > 0 && i.name != '')")]
    [InlineData("object.map.all(k, v, v > 0 && k != '') && [5, 6].exists(i, v, i == 1 && v == 6)")]
    [InlineData("false && 1 / 0 == 1 || true")]
    [InlineData("true || 1 / 0 == 1")]
    [InlineData("1 / 0 == 1 || true")]
    [InlineData("[0, 1].exists(x, 1 / x == 1)")]
    [InlineData("![1, 0].all(x, 1 / x == 2)")]
    [InlineData("object.?b.orValue('c') == 'c' && object.?a.hasValue() && !object.?b.?c.hasValue() && object.?deep.er.name.value() == 'n'")]
    [InlineData("optional.of(1).optMap(x, x + 1).value() == 2 && optional.none().or(optional.of(3)).value() == 3")]
    [InlineData("optional.of(1).optMap(x, x + 1).optMap(y, y * 2).optMap(z, z + 1).value() == 5")]
    [InlineData("[?optional.of(1), ?object.?b] == [1] && {?'a': optional.none(), 'b': 1} == {'b': 1} && object.list[?9] == optional.none()")]
    [InlineData("type(1) == int && type('a') == string && type([]) == list && type(type(1)) == type && type(null) == null_type")]
    [InlineData("int('12') == 12 && string(12) == '12' && double('1.5') == 1.5 && uint(3) == 3u && bool('true') && int(2.9) == 2")]
    [InlineData("double('+Inf') > 1e308 && double('-infinity') < -1e308 && double('nan') != double('NaN')")]
    [InlineData("timestamp('2024-01-02T03:04:05Z').getHours() == 3 && timestamp('2024-01-02T03:04:05Z').getFullYear() == 2024")]
    [InlineData("timestamp('2024-01-01T00:00:00Z') + duration('24h') == timestamp('2024-01-02T00:00:00Z') && duration('90m').getHours() == 1")]
    [InlineData("duration('1h') > duration('59m') && timestamp('2024-01-01T00:00:00Z') < timestamp('2024-01-01T00:00:01Z')")]
    [InlineData("'abc'.contains('b') && 'abc'.startsWith('a') && 'abc'.endsWith('c') && 'abc'.matches('^a.c$') && !'abc'.matches('^b')")]
    [InlineData("'a,b'.split(',') == ['a', 'b'] && ['a', 'b'].join('-') == 'a-b' && 'aXa'.replace('a', 'b') == 'bXb'")]
    [InlineData("'héllo'.charAt(1) == 'é' && 'héllo'.indexOf('l') == 2 && 'héllo'.substring(1, 3) == 'él' && ' a '.trim() == 'a'")]
    [InlineData("'Ab'.lowerAscii() == 'ab' && 'Ab'.upperAscii() == 'AB' && 'abab'.lastIndexOf('ab') == 2")]
    [InlineData("[3, 1, 2].min() == 1 && [3, 1, 2].max() == 3 && [1, 2].sum() == 3 && [1, 2].isSorted() && ['a', 'b'].indexOf('b') == 1")]
    [InlineData("names.all(x, x.size() == 1) && names + ['c'] == ['a', 'b', 'c']")]
    [InlineData("{'a': 1}.a == 1 && {1: 'x'}[1] == 'x' && {'a': 1, 'b': 2} == {'b': 2, 'a': 1} && {1: 2}[dyn(1u)] == 2")]
    [InlineData("[dyn(1), 'a', true].size() == 3")]
    [InlineData("// a comment\n1 == 1")]
    [InlineData("[[1], [2, 3]].map(l, l.map(x, x + l.size())) == [[2], [4, 5]]")]
    [InlineData("dyn(1) != dyn('1') && dyn([1]) == [1.0]")]
    [InlineData("'aXb'.matches('(?i)axb') && ['a1', 'b2'].all(s, s.matches('^[a-z][0-9]$'))")]
    public void True_HoldsAsInTheReference(string expression) => CelRunner.Evaluate(expression).ToString().ShouldBe("true");

    [Theory]
    [InlineData("object.b == 1", "no such key: b")]
    [InlineData("object.b.c == 1", "no such key: b")]
    [InlineData("object.list[5] == 1", "index out of bounds: 5")]
    [InlineData("object.list['a'] == 1", "unsupported index type 'string' in list")]
    [InlineData("object.map['z'] == 1", "no such key: z")]
    [InlineData("1 / 0 == 1", "division by zero")]
    [InlineData("1 % 0 == 1", "modulus by zero")]
    [InlineData("9223372036854775807 + 1 == 0", "integer overflow")]
    [InlineData("-9223372036854775808 - 1 == 0", "integer overflow")]
    [InlineData("9223372036854775807 * 2 == 0", "integer overflow")]
    [InlineData("1u - 2u == 0u", "unsigned integer overflow")]
    [InlineData("object.a && true", "no such overload")]
    [InlineData("object.a + 'x' == 'x'", "no such overload")]
    [InlineData("[1, 0].all(x, 1 / x == 1)", "division by zero")]
    [InlineData("[1, 2].map(x, x / 0) == []", "division by zero")]
    [InlineData("{'a': 1, 'a': 2} == {}", "Failed with repeated key: a")]
    [InlineData("[].min() == 1", "min called on empty list")]
    [InlineData("double('+NaN') == 1.0", "type conversion error from 'string' to 'double'")]
    [InlineData("double('1e999') == 1.0", "type conversion error from 'string' to 'double'")]
    [InlineData("optional.none().value() == 1", "optional.none() dereference")]
    [InlineData("size(object.a) == 1", "no such overload: size(int)")]
    public void Error_HasTheReferencesText(string expression, string message)
    {
        var value = CelRunner.Evaluate(expression);

        value.IsError.ShouldBeTrue();
        value.AsError.ShouldBe(message);
    }
}
