using System.Management.Automation;

namespace LdapVendorSync.PowerShell.Errors;

/// <summary>What is the same for every error of one kind. All kinds are in <see cref="ErrorKinds"/>.</summary>
/// <param name="Id">The id, the first part of <c>FullyQualifiedErrorId</c>; it never changes, as scripts test it.</param>
/// <param name="Category">The category.</param>
/// <param name="RecommendedAction">What to do about it.</param>
internal sealed record ErrorKind(string Id, ErrorCategory Category, string RecommendedAction)
{
    /// <inheritdoc />
    public override string ToString() => Id;
}
