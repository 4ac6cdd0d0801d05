using System.Globalization;
using System.Diagnostics;
using LdapVendorSync.Bench.Processes;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sources.Ldap;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Bench.Reading;

/// <summary>
/// Reads a group several times in one process: the first time as a process that has just started does, the last time with all code compiled.
/// Its answer is a line for each time: the milliseconds, and the bytes that were allocated.
/// </summary>
internal sealed class ReadChild : IChild
{
    /// <summary>How often the group is read.</summary>
    public const int Times = 4;

    /// <inheritdoc />
    public string Name => "read";

    /// <inheritdoc />
    public async Task<int> RunAsync(string[] arguments)
    {
        for (var time = 0; time < Times; time++)
        {
            var allocated = GC.GetTotalAllocatedBytes();
            var started = Stopwatch.GetTimestamp();
            await ReadAsync(new Uri(arguments[0]), arguments[1]);
            var elapsed = Stopwatch.GetElapsedTime(started);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{elapsed.TotalMilliseconds:0} {GC.GetTotalAllocatedBytes() - allocated}"));
        }

        return 0;
    }

    private static async Task ReadAsync(Uri server, string group)
    {
        var settings = new LdapSourceSettings
        {
            Name = "bench",
            ServerUrls = [server],
            BindDn = DirectorySeed.UnlimitedReaderDn,
            BindPassword = new Secret(DirectorySeed.Password),
            UserBaseDn = "ou=people," + DirectorySeed.Suffix,
            Fields = new FieldSettings { DisplayName = ["cn"] },
        };
        await using var source = new LdapSource(settings, new SourceServices());
        var read = source.ReadGroup(new GroupReference(group), CancellationToken.None);
        await foreach (var _ in read)
        {
        }

        if (read.Completeness is not { Status: CompletenessStatus.Complete })
            throw new InvalidOperationException($"'{group}' was not read completely.");
    }
}
