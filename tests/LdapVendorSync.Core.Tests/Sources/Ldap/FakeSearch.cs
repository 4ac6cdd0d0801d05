using System.Formats.Asn1;
using System.Text;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Core.Tests.Sources.Ldap;

/// <summary>A search request, as a scripted server reads it.</summary>
/// <param name="Id">The message id to answer to.</param>
/// <param name="BaseDn">Where to search.</param>
/// <param name="Scope">0 for the base alone, 2 for the tree.</param>
/// <param name="Assertions">Every <c>(attribute=value)</c> within the filter.</param>
/// <param name="Attributes">What to return.</param>
/// <param name="IsPaged">Whether pages are asked for.</param>
/// <param name="BinaryAssertions">The same as <paramref name="Assertions"/>, in bytes.</param>
internal sealed record FakeSearch(
    int Id,
    string BaseDn,
    int Scope,
    IReadOnlyList<(string Attribute, string Value)> Assertions,
    IReadOnlyList<string> Attributes,
    bool IsPaged,
    IReadOnlyList<(string Attribute, byte[] Value)> BinaryAssertions)
{
    private const string PagedResultsOid = "1.2.840.113556.1.4.319";

    public static FakeSearch Read(LdapPeerRequest request)
    {
        var message = new AsnReader(request.Bytes, AsnEncodingRules.BER).ReadSequence();
        message.ReadInteger();
        var search = message.ReadSequence(new Asn1Tag(TagClass.Application, LdapPeerRequest.Search, isConstructed: true));
        var baseDn = ReadText(search);
        var scope = (int)search.ReadEnumeratedBytes().Span[0];
        search.ReadEnumeratedBytes();
        search.ReadInteger();
        search.ReadInteger();
        search.ReadBoolean();
        var assertions = new List<(string Attribute, byte[] Value)>();
        Collect(search, assertions);
        var names = search.ReadSequence();
        var attributes = new List<string>();
        while (names.HasData)
            attributes.Add(ReadText(names));
        var isPaged = Encoding.ASCII.GetString(request.Bytes).Contains(PagedResultsOid, StringComparison.Ordinal);
        var texts = assertions.ConvertAll(assertion => (assertion.Attribute, Encoding.UTF8.GetString(assertion.Value)));
        return new FakeSearch(request.MessageId, baseDn, scope, texts, attributes, isPaged, assertions);
    }

    /// <summary>The values that are asked for by an attribute.</summary>
    public IEnumerable<string> Asked(string attribute) =>
        Assertions.Where(assertion => assertion.Attribute == attribute).Select(assertion => assertion.Value);

    /// <summary>The values that are asked for by an attribute, as bytes.</summary>
    public IEnumerable<byte[]> AskedBytes(string attribute) =>
        BinaryAssertions.Where(assertion => assertion.Attribute == attribute).Select(assertion => assertion.Value);

    private static void Collect(AsnReader reader, List<(string, byte[])> assertions)
    {
        var tag = reader.PeekTag();
        switch (tag.TagValue)
        {
            case 0 or 1:
                var set = reader.ReadSetOf(tag);
                while (set.HasData)
                    Collect(set, assertions);
                break;
            case 2:
                Collect(reader.ReadSequence(tag), assertions);
                break;
            case 3:
                var equality = reader.ReadSequence(tag);
                assertions.Add((ReadText(equality), equality.ReadOctetString()));
                break;
            default:
                reader.ReadEncodedValue();
                break;
        }
    }

    private static string ReadText(AsnReader reader) => Encoding.UTF8.GetString(reader.ReadOctetString());
}
