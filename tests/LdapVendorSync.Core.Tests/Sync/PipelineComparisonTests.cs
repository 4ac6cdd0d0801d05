using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>A pipeline may not lose completeness: whatever makes a group look smaller than it is withholds the removals, and says why.</summary>
public class PipelineComparisonTests
{
    private const string Group = "cn=a,dc=test";

    [Fact]
    public async Task Removals_come_out_when_everybody_of_a_complete_read_arrived()
    {
        var result = Compare(await ReadAsync(Group, "ann", "bob"), ["ann", "eve"]);

        result.Changes.Select(change => change.ToString()).ShouldBe(["Add bob in app/g", "Remove eve in app/g"], ignoreOrder: true);
        result.WithheldReasons.ShouldBeEmpty();
    }

    [Fact]
    public async Task Removals_are_withheld_when_somebody_did_not_arrive()
    {
        var members = await ReadAsync(Group, "ann", "bob", "cid");

        ShouldWithhold(Compare(members[..2], ["ann", "eve"]), "Only 2 of the 3 members");
    }

    [Fact]
    public async Task Removals_are_withheld_when_one_arrives_again_instead_of_another()
    {
        var members = await ReadAsync(Group, "ann", "bob");

        ShouldWithhold(Compare([members[0], members[0]], ["ann", "eve"]), "Only 1 of the 2 members");
    }

    [Fact]
    public async Task A_member_who_arrives_twice_is_one_member()
    {
        var members = await ReadAsync(Group, "ann", "bob");

        var result = Compare([.. members, members[0]], ["ann", "bob", "eve"]);

        result.Problems.ShouldBeEmpty();
        result.Changes.ShouldHaveSingleItem().Action.ShouldBe(ChangeAction.Remove);
    }

    [Fact]
    public async Task Removals_are_withheld_when_the_read_has_not_ended()
    {
        var read = Read(Group, ["ann", "bob"]);
        await using var members = read.GetAsyncEnumerator();
        await members.MoveNextAsync();

        ShouldWithhold(Compare([members.Current], ["ann", "eve"]), "stopped before its end");
    }

    [Fact]
    public async Task Removals_are_withheld_when_the_read_is_partial()
    {
        var reason = new ReadReason(ReadReasonKind.LimitExceeded, HoldScope.Mapping, "Size limit.");

        ShouldWithhold(Compare(await ToListAsync(Read(Group, ["ann"], reason)), ["ann", "eve"]), "Size limit.");
    }

    [Fact]
    public async Task A_read_that_only_warns_holds_nothing()
    {
        var reason = new ReadReason(ReadReasonKind.NestedGroupUnreadable, HoldScope.Nothing, "Nested groups are not followed.");

        Compare(await ToListAsync(Read(Group, ["ann"], reason)), ["ann", "eve"]).Changes.ShouldHaveSingleItem().User.ShouldBe("eve");
    }

    [Fact]
    public async Task Removals_are_withheld_when_another_read_of_the_same_command_failed()
    {
        var set = new GroupReadSet();
        var good = Read(Group, ["ann"]);
        var bad = GroupRead.Failed(ReadSide.Source, "ldap", "cn=b,dc=test", new InvalidOperationException("No such group."));
        set.Add(good);
        set.Add(bad);
        var members = await ToListAsync(good);
        (await ToListAsync(bad)).ShouldBeEmpty();
        set.Close();

        ShouldWithhold(Compare(members, ["ann", "eve"]), "No such group.");
    }

    [Fact]
    public async Task Removals_are_withheld_when_nobody_of_another_read_of_the_same_command_arrived()
    {
        var (members, _) = await ReadTogetherAsync(close: true);

        ShouldWithhold(Compare(members, ["ann", "eve"]), "Only 0 of the 1 members of 'cn=b,dc=test'");
    }

    [Fact]
    public async Task Removals_are_withheld_when_the_command_that_read_was_stopped()
    {
        var (first, second) = await ReadTogetherAsync(close: false);

        ShouldWithhold(Compare([.. first, .. second], ["ann", "eve"]), "was stopped before its end");
    }

    [Fact]
    public async Task Several_groups_of_one_command_are_one_set()
    {
        var (first, second) = await ReadTogetherAsync(close: true);

        Compare([.. first, .. second], ["ann", "bob", "eve"]).Changes.ShouldHaveSingleItem().User.ShouldBe("eve");
    }

    [Fact]
    public void Removals_are_withheld_for_members_made_by_hand_unless_somebody_vouches_for_them()
    {
        var members = new[] { Member("ann") };

        ShouldWithhold(Compare(members, ["ann", "eve"]), "comes from no read");
        Compare(members, ["ann", "eve"], isVouchedFor: true).Changes.ShouldHaveSingleItem().User.ShouldBe("eve");
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void An_empty_pipe_removes_nobody(bool mayBeEmpty, bool isVouchedFor) =>
        ShouldWithhold(Compare([], ["ann", "eve"], Mapping(mayBeEmpty), isVouchedFor), "nobody arrived");

    [Fact]
    public void An_empty_set_empties_the_group_only_where_the_mapping_allows_it_and_somebody_vouches_for_it() =>
        Compare([], ["ann", "eve"], Mapping(mayBeEmpty: true), isVouchedFor: true).Changes.Count.ShouldBe(2);

    [Fact]
    public async Task A_read_of_its_own_is_checked_even_if_nobody_arrives_and_somebody_vouches()
    {
        var reason = new ReadReason(ReadReasonKind.NestedGroupUnreadable, HoldScope.Mapping, "A nested group.");
        var read = Read(Group, [], reason);
        await ToListAsync(read);
        var comparison = new PipelineComparison(Mapping(mayBeEmpty: true), MemberLinks.None, referenceIsComplete: true);
        comparison.AddReferenceRead(read);
        Array.ForEach(VendorMembers(["ann"]), comparison.AddDifference);

        ShouldWithhold(comparison.Finish(), "A nested group.");
    }

    [Fact]
    public async Task Removals_are_withheld_when_a_part_of_a_union_is_missing()
    {
        var part = Mapping().Policy;
        var union = Mapping() with { Parts = [part, part with { SourceGroup = "cn=b,dc=test" }] };

        ShouldWithhold(Compare(await ReadAsync(Group, "ann"), ["ann", "eve"], union), "also follows 'cn=b,dc=test'");
    }

    [Fact]
    public async Task Removals_are_withheld_when_the_difference_set_is_not_whole()
    {
        var comparison = new PipelineComparison(Mapping(), MemberLinks.None, referenceIsComplete: true);
        (await ReadAsync(Group, "ann")).ForEach(comparison.AddReference);
        var difference = await ReadAsync("g", "ann", "eve", "fay");
        comparison.AddDifference(difference[1]);

        ShouldWithhold(comparison.Finish(), "Only 1 of the 3 members of 'g'");
    }

    [Fact]
    public async Task Adds_come_out_although_removals_are_withheld()
    {
        var members = await ReadAsync(Group, "ann", "bob", "cid");

        Compare(members[..2], ["ann", "eve"]).Changes.ShouldHaveSingleItem().ToString().ShouldBe("Add bob in app/g");
    }

    [Fact]
    public async Task Removals_are_withheld_when_another_group_arrives_than_the_mapping_follows()
    {
        var comparison = new PipelineComparison(
            Mapping(), MemberLinks.None, referenceIsComplete: false, (part, read) => SourceGroupName.AreSame(null, part.SourceGroup, read.Group));
        (await ReadAsync("cn=other,dc=test", "ann")).ForEach(comparison.AddReference);
        Array.ForEach(VendorMembers(["ann", "eve"]), comparison.AddDifference);

        ShouldWithhold(comparison.Finish(), "'cn=other,dc=test' of 'ldap' is not a source group of 'g'");
    }

    [Theory]
    [InlineData("cn=a,dc=test", "CN=A, DC=test", true)]
    [InlineData("cn=a,dc=test", "a", true)]
    [InlineData("a", "A", true)]
    [InlineData("short", "cn=long,dc=test", true)]
    [InlineData("cn=a,dc=test", "cn=a,dc=other", false)]
    [InlineData("cn=a,dc=test", "b", false)]
    [InlineData("a", "b", false)]
    public void Groups_are_the_same_however_they_are_named(string one, string other, bool same)
    {
        var source = new LdifSourceSettings { Name = "ldap", File = "x.ldif", GroupDnMap = new Dictionary<string, string> { ["short"] = "cn=long,dc=test" } };
        SourceGroupName.AreSame(source, one, other).ShouldBe(same);
        SourceGroupName.AreSame(source, other, one).ShouldBe(same);
    }

    private static void ShouldWithhold(PipelineComparisonResult result, string reason)
    {
        result.Changes.ShouldNotContain(change => change.IsRemoval);
        result.WithheldRemovals.ShouldNotBeEmpty();
        result.WithheldReasons.ShouldContain(text => text.Contains(reason, StringComparison.Ordinal), string.Join("\n", result.WithheldReasons));
    }

    private static PipelineComparisonResult Compare(
        IReadOnlyList<GroupMember> reference, string[] difference, SyncMapping? mapping = null, bool isVouchedFor = false)
    {
        var comparison = new PipelineComparison(mapping ?? Mapping(), MemberLinks.None, isVouchedFor);
        foreach (var member in reference)
            comparison.AddReference(member);
        Array.ForEach(VendorMembers(difference), comparison.AddDifference);
        return comparison.Finish();
    }

    private static async Task<(List<GroupMember> First, List<GroupMember> Second)> ReadTogetherAsync(bool close)
    {
        var set = new GroupReadSet();
        var first = Read(Group, ["ann"]);
        var second = Read("cn=b,dc=test", ["bob"]);
        set.Add(first);
        set.Add(second);
        var members = (await ToListAsync(first), await ToListAsync(second));
        if (close)
            set.Close();
        return members;
    }

    private static Task<List<GroupMember>> ReadAsync(string group, params string[] names) => ToListAsync(Read(group, names));

    private static GroupRead Read(string group, string[] names, ReadReason? reason = null) =>
        new(ReadSide.Source, "ldap", group, (recorder, _) => Yield(recorder, names, reason));

    private static async IAsyncEnumerable<GroupMember> Yield(GroupReadRecorder recorder, string[] names, ReadReason? reason)
    {
        await Task.Yield();
        foreach (var name in names)
            yield return Member(name);
        if (reason is not null)
            recorder.Report(reason);
        recorder.MarkProved();
    }

    private static async Task<List<GroupMember>> ToListAsync(GroupRead read)
    {
        var members = new List<GroupMember>();
        await foreach (var member in read)
            members.Add(member);
        return members;
    }

    private static GroupMember Member(string name) => new() { Id = $"id-{name}", UserName = name };

    private static GroupMember[] VendorMembers(string[] names) => Array.ConvertAll(names, name => new GroupMember { Id = $"account-{name}", UserName = name });

    private static SyncMapping Mapping(bool mayBeEmpty = false)
    {
        var vendor = new VendorSettings { Name = "app", Module = "sqlite", Groups = [] };
        var mapping = SyncMapping.Unconfigured(vendor, "ldap", Group, "g");
        return mapping with { Parts = [mapping.Policy with { AllowEmptySource = mayBeEmpty }] };
    }
}
