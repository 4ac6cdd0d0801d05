using LdapVendorSync.Core.Members;

namespace LdapVendorSync.ProviderKit.Behaviours;

/// <summary>Reading who is in a group, from a vendor that works.</summary>
internal static class ReadBehaviours
{
    private const int LargeGroup = 5_000;

    public static IEnumerable<ContractBehaviour> All =>
    [
        new("read-empty-group",
            "A group without members is read as Complete and empty.",
            "The first run of a mapping begins so.",
            ContractNeeds.None,
            scene => ReadSomeAsync(scene, 0)),
        new("read-one-member",
            "A group with one member is read as Complete with that one.",
            "Some APIs give a list of one another shape.",
            ContractNeeds.None,
            scene => ReadSomeAsync(scene, 1)),
        new("read-unknown-group",
            "Reading a group that is not there is Failed, never empty and Complete.",
            "A group that was deleted would look like one that everybody left.",
            ContractNeeds.None,
            UnknownGroupAsync),
        new("read-page-edges",
            "Groups that just fill a page, or are one member short or beyond, are read whole.",
            "The members behind the edge would be added in every run, or taken for gone.",
            ContractNeeds.None,
            PageEdgesAsync),
        new("read-5000-members",
            "A group with 5,000 members is read whole, each member once.",
            "Limits of an API show in large groups only.",
            ContractNeeds.None,
            scene => ReadSomeAsync(scene, LargeGroup)),
        new("read-attributes",
            "Members come with the attributes that the vendor has of them.",
            "What is missing would be updated in every run.",
            ContractNeeds.None,
            AttributesAsync),
        new("read-odd-values",
            "Values with quotes, markup, emoji and letters beyond ASCII are read as they are.",
            "People would be updated in every run, or not be recognised.",
            ContractNeeds.None,
            OddValuesAsync),
        new("read-stable-ids",
            "Ids of members are the same in every read, and the same as in a look-up.",
            "Links between people and accounts are kept by id.",
            ContractNeeds.None,
            StableIdsAsync),
        new("read-lazy",
            "Nothing is sent before the members are asked for.",
            "Reads are made first and enumerated when there is room for them.",
            ContractNeeds.RequestCount,
            LazyAsync),
        new("read-two-at-once",
            "Two groups can be read at the same time.",
            "Mappings are compared in parallel.",
            ContractNeeds.None,
            TwoAtOnceAsync),
        new("read-abandoned",
            "A read that is not taken to its end does no harm to the next.",
            "Select-Object -First ends a read so.",
            ContractNeeds.None,
            AbandonedAsync),
        new("read-disabled-member",
            "A member whose account is disabled is still read, and told to be disabled.",
            "They would be added again in every run.",
            ContractNeeds.DisableUsers,
            DisabledMemberAsync),
        new("read-changes-nothing",
            "Finding and reading make no request that changes something.",
            "A dry run reads.",
            ContractNeeds.RequestCount,
            ChangesNothingAsync),
    ];

    private static async Task ReadSomeAsync(ContractScene scene, int count)
    {
        var people = await scene.SeedManyAsync(count).ConfigureAwait(false);
        await scene.SeedOneAsync("outside").ConfigureAwait(false);
        await scene.SeedGroupAsync(ContractNames.Group, people).ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var group = await scene.GroupAsync(provider).ConfigureAwait(false);
        (await scene.ReadAsync(provider, group).ConfigureAwait(false)).CheckComplete(people);
    }

    private static async Task UnknownGroupAsync(ContractScene scene)
    {
        await scene.SeedGroupAsync(ContractNames.Group).ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var read = await scene.ReadAsync(provider, ContractScene.UnknownGroup).ConfigureAwait(false);
        Check.That(
            read.Completeness.Status == CompletenessStatus.Failed,
            $"The read of a group that is not there is {read.Completeness}, with {read.Members.Count} members.");
    }

    private static async Task PageEdgesAsync(ContractScene scene)
    {
        var page = scene.Vendor.PageSize ?? 100;
        var people = await scene.SeedManyAsync((page * 2) + 1).ConfigureAwait(false);
        int[] counts = [page - 1, page, page + 1, page * 2, (page * 2) + 1];
        foreach (var count in counts.Where(count => count > 0))
            await scene.SeedGroupAsync($"{ContractNames.Group}-{count}", [.. people.Take(count)]).ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        foreach (var count in counts.Where(count => count > 0))
        {
            var group = await scene.GroupAsync(provider, $"{ContractNames.Group}-{count}").ConfigureAwait(false);
            (await scene.ReadAsync(provider, group).ConfigureAwait(false)).CheckComplete(people.Take(count));
        }
    }

    private static async Task AttributesAsync(ContractScene scene)
    {
        var people = await scene.SeedAsync("ada", "bob").ConfigureAwait(false);
        await CheckMembersAsync(scene, people).ConfigureAwait(false);
    }

    private static async Task OddValuesAsync(ContractScene scene)
    {
        var odd = OddPeople.In(scene);
        var people = await scene.SeedAsync(odd).ConfigureAwait(false);
        await CheckMembersAsync(scene, people).ConfigureAwait(false);
    }

    private static async Task CheckMembersAsync(ContractScene scene, IReadOnlyList<GroupMember> people)
    {
        await scene.SeedGroupAsync(ContractNames.Group, people).ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var group = await scene.GroupAsync(provider).ConfigureAwait(false);
        var read = await scene.ReadAsync(provider, group).ConfigureAwait(false);
        read.CheckComplete(people);
        foreach (var person in people)
        {
            var member = read.Members.Single(member => member.Id == person.Id);
            scene.CheckAttributes(person, member, $"the member {person.Label}");
        }
    }

    private static async Task StableIdsAsync(ContractScene scene)
    {
        var people = await scene.SeedAsync("ada", "bob", "cyd").ConfigureAwait(false);
        await scene.SeedGroupAsync(ContractNames.Group, people).ConfigureAwait(false);
        for (var i = 0; i < 2; i++)
        {
            var provider = await scene.ConnectAsync().ConfigureAwait(false);
            var group = await scene.GroupAsync(provider).ConfigureAwait(false);
            (await scene.ReadAsync(provider, group).ConfigureAwait(false)).CheckComplete(people);
            (await scene.ReadAsync(provider, group).ConfigureAwait(false)).CheckComplete(people);
            foreach (var person in people)
            {
                var found = await scene.FoundAsync(provider, person).ConfigureAwait(false);
                Check.Equal(person.Id, found.Id, $"the id of {person.Label} in a look-up");
            }
        }
    }

    private static async Task LazyAsync(ContractScene scene)
    {
        await scene.SeedGroupAsync(ContractNames.Group, await scene.SeedAsync("ada").ConfigureAwait(false)).ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var group = await scene.GroupAsync(provider).ConfigureAwait(false);
        var before = scene.Requests.Total;
        provider.ReadGroupMembers(group, scene.Token);
        await Task.Delay(TimeSpan.FromMilliseconds(200), scene.Token).ConfigureAwait(false);
        Check.Equal(before, scene.Requests.Total, "the number of requests before the read was enumerated");
    }

    private static async Task TwoAtOnceAsync(ContractScene scene)
    {
        var people = await scene.SeedManyAsync(60).ConfigureAwait(false);
        await scene.SeedGroupAsync(ContractNames.Group, [.. people.Take(40)]).ConfigureAwait(false);
        await scene.SeedGroupAsync(ContractNames.OtherGroup, [.. people.Skip(20)]).ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var one = await scene.GroupAsync(provider).ConfigureAwait(false);
        var other = await scene.GroupAsync(provider, ContractNames.OtherGroup).ConfigureAwait(false);
        var reads = await Task.WhenAll(
            scene.ReadAsync(provider, one), scene.ReadAsync(provider, other), scene.ReadAsync(provider, one)).ConfigureAwait(false);
        reads[0].CheckComplete(people.Take(40));
        reads[1].CheckComplete(people.Skip(20));
        reads[2].CheckComplete(people.Take(40));
    }

    private static async Task AbandonedAsync(ContractScene scene)
    {
        var people = await scene.SeedManyAsync((scene.Vendor.PageSize ?? 100) + 20).ConfigureAwait(false);
        await scene.SeedGroupAsync(ContractNames.Group, people).ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var group = await scene.GroupAsync(provider).ConfigureAwait(false);
        var read = provider.ReadGroupMembers(group, scene.Token);
        await foreach (var _ in read.ConfigureAwait(false))
            break;
        Check.That(read.Completeness is null, $"A read that was abandoned is {read.Completeness}.");
        (await scene.ReadAsync(provider, group).ConfigureAwait(false)).CheckComplete(people);
    }

    private static async Task DisabledMemberAsync(ContractScene scene)
    {
        var people = await scene.SeedAsync(scene.Person("ada"), scene.Person("bob") with { Enabled = false }).ConfigureAwait(false);
        await scene.SeedGroupAsync(ContractNames.Group, people).ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var group = await scene.GroupAsync(provider).ConfigureAwait(false);
        var read = await scene.ReadAsync(provider, group).ConfigureAwait(false);
        read.CheckComplete(people);
        foreach (var person in people)
        {
            var member = read.Members.Single(member => member.Id == person.Id);
            Check.Equal(person.Enabled, member.Enabled, $"whether {person.Label} is enabled");
        }
    }

    private static async Task ChangesNothingAsync(ContractScene scene)
    {
        var people = await scene.SeedAsync("ada", "bob").ConfigureAwait(false);
        await scene.SeedGroupAsync(ContractNames.Group, people).ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var before = scene.Requests.Writes;
        var group = await scene.GroupAsync(provider).ConfigureAwait(false);
        (await scene.ReadAsync(provider, group).ConfigureAwait(false)).CheckComplete(people);
        await scene.FoundAsync(provider, people[0]).ConfigureAwait(false);
        await scene.FindAsync(provider, scene.Person("nobody")).ConfigureAwait(false);
        Check.Equal(before, scene.Requests.Writes, "the number of requests that change something, after reads only");
    }
}
