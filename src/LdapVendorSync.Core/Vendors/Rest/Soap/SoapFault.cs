using LdapVendorSync.Core.Http.Content;

namespace LdapVendorSync.Core.Vendors.Rest.Soap;

/// <summary>A fault: what a SOAP service says instead of an answer.</summary>
/// <param name="Codes">
/// The code, its subcodes and the names of the elements in the detail, without prefixes: all that tells one fault from another.
/// </param>
/// <param name="Text">What it says for people.</param>
internal sealed record SoapFault(IReadOnlyList<string> Codes, string? Text)
{
    // Both versions say by these that the same message may succeed later (SOAP 1.1 section 4.4.1, 1.2 part 1 section 5.4.6).
    private static readonly string[] ServerCodes = ["Server", "Receiver"];

    /// <summary>Whether the service, not the message, is to blame.</summary>
    public bool IsOfServer => Codes.Count > 0 && ServerCodes.Contains(Codes[0].Split('.')[0]);

    /// <summary>The fault in the body of an envelope; <see langword="null"/> where it holds none.</summary>
    public static SoapFault? Find(DataNode content)
    {
        if (content.Parts("Fault").FirstOrDefault() is not { } fault)
            return null;
        var codes = new[] { fault.TextAt("faultcode"), fault.TextAt("Code.Value") }.Concat(Subcodes(fault.Find("Code")));
        var detail = fault.Find("detail") ?? fault.Find("Detail");
        return new SoapFault(
            [
                .. codes.OfType<string>().Select(Local),
                .. detail?.Members.Select(member => member.Key).Where(name => !name.StartsWith('@')) ?? [],
            ],
            fault.TextAt("faultstring") ?? fault.TextAt("Reason.Text"));
    }

    /// <inheritdoc />
    public override string ToString() => $"SOAP fault {string.Join(", ", Codes)}{(Text is null ? string.Empty : $": {Text}")}";

    private static IEnumerable<string?> Subcodes(DataNode? code)
    {
        for (var subcode = code?.Find("Subcode"); subcode is not null; subcode = subcode.Find("Subcode"))
            yield return subcode.TextAt("Value");
    }

    private static string Local(string name) => name.Trim()[(name.Trim().IndexOf(':', StringComparison.Ordinal) + 1)..];
}
