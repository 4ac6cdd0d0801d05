using System.Diagnostics;
using System.Globalization;
using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Fixtures.Net;
using LdapVendorSync.Ldap;
using Xunit.Abstractions;

namespace LdapVendorSync.Core.Tests.Sources.Ldap;

/// <summary>
/// How fast a big group is read whose people do not show it by memberOf: over a network with the round trip of a data centre. The figures on
/// loopback, where waiting costs nothing, are printed beside. One by one only some are read, and the time is taken for all.
/// </summary>
public sealed class LdapReadSpeedTests(LargeDirectory directory, ITestOutputHelper output) : IClassFixture<LargeDirectory>
{
    private const int Attempts = 6;
    private const int Sample = 1000;

    private static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(1);
    private const double Share = 0.1;

    private static readonly string[] Attributes =
        ["objectClass", "entryUUID", "uid", "mail", "givenName", "sn", "displayName", "cn", "nsAccountLock", "pwdAccountLockedTime"];

    [SkippableFact]
    public async Task Group_without_member_of_is_read_in_a_tenth_of_the_time_of_reads_one_by_one()
    {
        for (var attempt = 0; attempt < 3; attempt++)
            await MeasureAsync(directory.Server.Port, "loopback");
        await using var network = new DelayingProxy(directory.Server.Port, RoundTrip);
        var shares = new List<double>();
        for (var attempt = 0; attempt < Attempts && !shares.Exists(share => share <= Share); attempt++)
        {
            shares.Add(await MeasureAsync(network.Port, "network"));
        }

        shares.Min().ShouldBeLessThanOrEqualTo(Share);
    }

    private async Task<double> MeasureAsync(int port, string way)
    {
        var oneByOne = await MeasureOneByOneAsync(port);
        var whole = await MeasureGroupAsync(port);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{LargeDirectory.People} members over {way}: {oneByOne.TotalSeconds:0.00} s one by one, {whole.TotalSeconds:0.00} s as a group "
            + $"({whole / oneByOne:P1})"));
        return whole / oneByOne;
    }

    private static async Task<TimeSpan> MeasureGroupAsync(int port)
    {
        await using var source = LdapTesting.Open($"ldap://127.0.0.1:{port}");
        var started = Stopwatch.GetTimestamp();

        var (members, read) = await source.ReadAllAsync(LargeDirectory.WholeDn);

        var elapsed = Stopwatch.GetElapsedTime(started);
        read.ShouldBeComplete();
        members.Count.ShouldBe(LargeDirectory.People);
        return elapsed;
    }

    private static async Task<TimeSpan> MeasureOneByOneAsync(int port)
    {
        var options = new LdapConnectionOptions { Host = "127.0.0.1", Port = port };
        await using var connection = await LdapConnection.ConnectAsync(options, default);
        await connection.BindAsync(LdapCredential.Simple(DirectorySeed.ReaderDn, DirectorySeed.Password), default);
        var started = Stopwatch.GetTimestamp();
        for (var number = 0; number < Sample; number++)
        {
            var request = LdapSearchRequest.ForEntry(DirectorySeed.PersonDn(number), Attributes);
            (await connection.SearchAsync(request, default).ReadToEndAsync(default)).Entries.Count.ShouldBe(1);
        }

        return Stopwatch.GetElapsedTime(started) * (LargeDirectory.People / Sample);
    }
}
