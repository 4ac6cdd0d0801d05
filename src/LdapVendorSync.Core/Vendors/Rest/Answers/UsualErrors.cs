using LdapVendorSync.Core.Http.Content;

namespace LdapVendorSync.Core.Vendors.Rest.Answers;

/// <summary>
/// What answers of a good status usually say when something failed. It is looked at where the config says nothing: a list that came
/// with an error may lack people.
/// </summary>
internal static class UsualErrors
{
    private static readonly string[] Flags = ["ok", "success"];
    private static readonly string[] Errors = ["error", "errors"];

    /// <summary>Whether the answer, or what stands in the one block around everything (an XML root), says that something failed.</summary>
    public static bool AreIn(DataNode body) => IsFailure(body) || (body.Members is [{ Value: var inner }] && IsFailure(inner));

    private static bool IsFailure(DataNode node) =>
        Flags.SelectMany(node.Parts).Any(flag => IsNo(flag.Text)) || Errors.SelectMany(node.Parts).Any(SaysSomething);

    private static bool SaysSomething(DataNode node) =>
        node.Items.Count > 0 || node.Members.Count > 0 || !(string.IsNullOrWhiteSpace(node.Text) || node.Text == "0" || IsNo(node.Text));

    private static bool IsNo(string? text) => "false".Equals(text?.Trim(), StringComparison.OrdinalIgnoreCase);
}
