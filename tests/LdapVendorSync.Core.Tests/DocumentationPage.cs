using LdapVendorSync.Core.Tests.Vendors.Contract;

namespace LdapVendorSync.Core.Tests;

/// <summary>The pages of the documentation, whose examples tests run as they stand there.</summary>
internal static class DocumentationPage
{
    /// <summary>Reads a page.</summary>
    /// <param name="page">Its path below <c>docs</c>.</param>
    public static string Read(string page) => File.ReadAllText(Path.Combine(ContractRecord.RepositoryRoot(), "docs", page));
}
