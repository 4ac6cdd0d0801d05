using LdapVendorSync.Bench.Growth;
using LdapVendorSync.Bench.Reading;
using LdapVendorSync.Bench.Servers;
using LdapVendorSync.Bench.Syncs;

namespace LdapVendorSync.Bench.Processes;

/// <summary>The parts of the bench that run in processes of their own.</summary>
internal static class Children
{
    private static readonly IChild[] All =
    [
        new ReadChild(),
        new VendorServerChild(),
        new SyncChild(),
        new CompareChild(),
        new GrowthChild(),
    ];

    /// <summary>Runs one, in this process.</summary>
    public static Task<int> RunAsync(string name, string[] arguments) => All.Single(child => child.Name == name).RunAsync(arguments);
}
