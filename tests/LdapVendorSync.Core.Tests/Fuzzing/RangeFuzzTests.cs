using System.Collections.Concurrent;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Tests.Sources;
using LdapVendorSync.Core.Tests.Sources.Ldap;
using LdapVendorSync.Fixtures.Fuzzing;
using Xunit.Abstractions;

namespace LdapVendorSync.Core.Tests.Fuzzing;

/// <summary>Member lists in parts that overlap, leave gaps, lie about their length or never end: none is complete but the whole one.</summary>
public sealed class RangeFuzzTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Lists_in_parts_are_complete_only_with_everybody()
    {
        var groups = new ConcurrentDictionary<string, FuzzedRanges>(StringComparer.OrdinalIgnoreCase);
        var directory = new FakeDirectory { Override = search => groups.GetValueOrDefault(search.BaseDn)?.Answer(search) };
        await using var peer = directory.Start();
        await using var source = peer.Open(settings => settings with { MemberStrategy = MemberStrategy.Member });

        await new FuzzRun("lists in parts", 2_000, output.WriteLine).RunAsync(async (random, number) =>
        {
            var group = new FuzzedRanges(random, number);
            groups[group.GroupDn] = group;
            var (members, read) = await source.ReadAllAsync(group.GroupDn);
            groups.TryRemove(group.GroupDn, out _);
            directory.Searches.Clear();

            var status = read.Completeness!.Status;
            if (status == CompletenessStatus.Failed)
                read.Completeness.Error.ShouldBeOfType<SourceException>();
            if (read.Completeness.HoldsMapping)
                return status.ToString();
            group.Members.Except(members.Select(member => member.DistinguishedName)).ShouldBeEmpty(read.Completeness.ToString());
            return status.ToString();
        });
    }
}
