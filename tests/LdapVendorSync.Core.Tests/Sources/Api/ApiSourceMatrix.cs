using System.Globalization;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.Sync;
using LdapVendorSync.Fixtures.Api;

namespace LdapVendorSync.Core.Tests.Sources.Api;

/// <summary>
/// What every source with an API owes: a read that saw everybody is Complete, any other is not, and nobody loses anything by it. To run it
/// against a source, see <see cref="IApiSourceUnderTest"/>. Here: what is read where nothing goes wrong.
/// </summary>
public abstract partial class ApiSourceMatrix : IAsyncLifetime, IDisposable
{
    private const string Group = "staff";
    private const string Other = "other";

    private static readonly ErrorHandlingSettings Hasty = new() { MaxRetries = 2, RetryWaitSeconds = 0.01 };

    private readonly SyncFolder _folder = new();
    private IApiSourceUnderTest _subject = null!;

    private List<string> People => [.. Enumerable.Range(1, (3 * _subject.PageSize) + 2).Select(Name)];

    /// <inheritdoc />
    public async Task InitializeAsync()
    {
        _subject = await StartAsync();
        _subject.Add(Group, People);
        _subject.Add(Other, Name(1));
    }

    /// <inheritdoc />
    public async Task DisposeAsync() => await _subject.DisposeAsync();

    /// <inheritdoc />
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _folder.Dispose();
    }

    [Fact]
    public async Task Group_of_several_pages_is_read_whole()
    {
        var (members, read) = await ReadAsync();

        read.ShouldBeComplete();
        members.UserNames().ShouldBe(People);
        members.ShouldAllBe(member => member.GroupPath.Count == 0);
        read.GroupId.ShouldBe(_subject.IdOf(Group));
        read.Groups.ShouldHaveSingleItem().NamesMembers.ShouldBeTrue();
    }

    [Fact]
    public async Task Group_of_exactly_whole_pages_is_read_whole()
    {
        _subject.Remove(Group, People[^2..]);

        var (members, read) = await ReadAsync();

        read.ShouldBeComplete();
        members.Count.ShouldBe(3 * _subject.PageSize);
    }

    [Fact]
    public async Task Group_is_found_by_its_id()
    {
        var (members, read) = await ReadAsync(new GroupReference(_subject.IdOf(Group)));

        read.ShouldBeComplete();
        members.Count.ShouldBe(People.Count);
    }

    [Fact]
    public async Task Group_that_is_not_there_fails()
    {
        var (members, read) = await ReadAsync(new GroupReference("nobody-has-this"));

        read.ShouldHaveFailed(SourceFailure.GroupNotFound).Message.ShouldContain("nobody-has-this");
        members.ShouldBeEmpty();
    }

    [Fact]
    public async Task Group_that_was_renamed_is_found_by_its_id()
    {
        var known = new KnownGroup(_subject.IdOf(Group));
        _subject.Rename(Group, "renamed");

        var (members, read) = await ReadAsync(new GroupReference(Group) { Known = known });

        read.ShouldHaveOneReason().Kind.ShouldBe(ReadReasonKind.GroupRenamed);
        read.Completeness!.HoldsNothing.ShouldBeTrue();
        members.UserNames().ShouldBe(People);
    }

    [Fact]
    public async Task Group_that_took_the_name_of_another_holds_removals()
    {
        var known = new KnownGroup(_subject.IdOf(Group));
        _subject.Rename(Group, "renamed");
        _subject.Rename(Other, Group);

        var (_, read) = await ReadAsync(new GroupReference(Group) { Known = known });
        var (_, accepted) = await ReadAsync(new GroupReference(Group) { Known = known with { Successor = _subject.IdOf(Group) } });

        read.ShouldHaveOneReason().Kind.ShouldBe(ReadReasonKind.GroupReplaced);
        read.Completeness!.HoldsMapping.ShouldBeTrue();
        accepted.Completeness!.HoldsNothing.ShouldBeTrue();
    }

    [SkippableFact]
    public async Task Nested_groups_count_each_once_where_that_is_asked_for()
    {
        Skip.IfNot(_subject.HasNestedGroups, "Groups hold no groups there.");
        _subject.Add("inner", "inner1", Name(1));
        _subject.Add("innermost", "innermost1", "inner1");
        _subject.Nest(Group, "inner");
        _subject.Nest("inner", "innermost");

        var (members, read) = await ReadAsync(new GroupReference(Group, Recurse: true));
        var (direct, told) = await ReadAsync(new GroupReference(Group, Recurse: false));

        read.ShouldBeComplete();
        members.UserNames().ShouldBe(People.Concat(["inner1", "innermost1"]).Order(StringComparer.Ordinal));
        read.Groups.Select(group => group.Id).ShouldBe(
            new[] { Group, "inner", "innermost" }.Select(_subject.IdOf), ignoreOrder: true);
        direct.UserNames().ShouldBe(People);
        told.ShouldHaveOneReason().Message.ShouldContain("recurse: false");
        told.Completeness!.HoldsNothing.ShouldBeTrue();
    }

    [Fact]
    public async Task Everybody_is_a_group()
    {
        _subject.Add(Other, "somebody-else");

        var (members, read) = await ReadAsync(new GroupReference(GroupReference.EverybodyName));

        read.ShouldBeComplete();
        read.OpenReason.ShouldNotBeNull();
        members.UserNames().ShouldBe(People.Append("somebody-else"));
    }

    [Fact]
    public async Task Groups_and_people_are_listed()
    {
        await using var source = Open();

        var groups = new List<SourceGroup>();
        await foreach (var group in source.ListGroupsAsync(default))
            groups.Add(group);
        var people = new List<GroupMember>();
        await foreach (var person in source.ListUsersAsync(default))
            people.Add(person);

        groups.Select(group => group.Name).ShouldBe([Group, Other], ignoreOrder: true);
        groups.Select(group => group.Id).ShouldBe([_subject.IdOf(Group), _subject.IdOf(Other)], ignoreOrder: true);
        people.UserNames().ShouldBe(People);
    }

    [SkippableFact]
    public async Task Nesting_of_groups_is_listed()
    {
        Skip.IfNot(_subject.HasNestedGroups, "Groups hold no groups there.");
        _subject.Add("inner", "inner1");
        _subject.Nest(Group, "inner");
        await using var source = Open();

        var nestings = new List<GroupNesting>();
        await foreach (var nesting in ((IGroupHierarchy)source).ListNestingsAsync(default))
            nestings.Add(nesting);

        nestings.ShouldBe([new GroupNesting(_subject.IdOf(Group), _subject.IdOf("inner"))]);
    }

    [Fact]
    public async Task Person_and_their_way_into_a_group_are_found()
    {
        await using var source = Open();
        var lookup = (IPersonLookup)source;

        var found = (await lookup.FindPeopleAsync(Name(2), default)).ShouldHaveSingleItem();
        var way = await lookup.FindWayAsync(new GroupReference(Group), found, default);
        var none = await lookup.FindWayAsync(new GroupReference(Other), found, default);

        found.Person.UserName.ShouldBe(Name(2));
        found.CountsAsPerson.ShouldBeTrue();
        way.ShouldNotBeNull().Nested.ShouldBeEmpty();
        none.ShouldBeNull();
        (await lookup.FindPeopleAsync("nobody-is-called-this", default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Check_of_a_server_that_is_well_passes()
    {
        await using var source = Open();

        var results = await source.TestAsync(default);

        results.ShouldNotBeEmpty();
        results.ShouldAllBe(result => result.Passed);
    }

    /// <summary>Starts the server, without people and groups.</summary>
    protected abstract Task<IApiSourceUnderTest> StartAsync();

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"person{number:000}");

    private void Break(MemberPageFault fault)
    {
        Skip.If(_subject.Impossible.Contains(fault.Effect), $"{fault.Effect} is nothing that this directory can do or tell.");
        _subject.Break(fault);
    }

    private ISource Open() =>
        _subject.Sources.Create(_subject.Settings, new SourceServices { ErrorHandling = Hasty });

    private Task<(List<GroupMember> Members, GroupRead Read)> ReadAsync() => ReadAsync(new GroupReference(Group));

    private async Task<(List<GroupMember> Members, GroupRead Read)> ReadAsync(GroupReference group, CancellationToken cancellationToken = default)
    {
        await using var source = Open();
        return await source.ReadAllAsync(group, cancellationToken);
    }
}
