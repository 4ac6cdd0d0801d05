using System.Globalization;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.Sync;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Api;

namespace LdapVendorSync.Core.Tests.Sources.Api;

/// <summary>
/// What every source with an API owes: a read that saw everybody is Complete, any other is not, and nobody loses anything by it. To run it
/// against a source, see <see cref="IApiSourceUnderTest"/>.
/// </summary>
public abstract class ApiSourceMatrix : IAsyncLifetime
{
    private const string Group = "staff";
    private const string Other = "other";

    private static readonly ErrorHandlingSettings Hasty = new() { MaxRetries = 2, RetryWaitSeconds = 0.01 };

    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-matrix-").FullName;
    private IApiSourceUnderTest _subject = null!;

    /// <summary>A fault that keeps a read from being complete, however the run goes on.</summary>
    public static TheoryData<string> HarmfulFaults { get; } =
    [
        "first page fails", "middle page fails", "last page fails", "first page is cut", "middle page is cut", "last page is missing",
        "storm of 429", "first page for ever",
    ];

    private List<string> People => [.. Enumerable.Range(1, (3 * _subject.PageSize) + 2).Select(Name)];

    /// <inheritdoc />
    public async Task InitializeAsync()
    {
        _subject = await StartAsync();
        _subject.Add(Group, People);
        _subject.Add(Other, Name(1));
    }

    /// <inheritdoc />
    public async Task DisposeAsync()
    {
        await _subject.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
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

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Page_that_fails_makes_the_read_fail(int page)
    {
        Break(new MemberPageFault(page, MemberPageEffect.Status));

        var (_, read) = await ReadAsync();

        read.Completeness!.Status.ShouldBe(CompletenessStatus.Failed, read.Completeness.ToString());
        read.Completeness.Error.ShouldBeOfType<SourceException>().Failure.ShouldBe(SourceFailure.Interrupted);
    }

    [SkippableTheory]
    [InlineData(MemberPageEffect.Status)]
    [InlineData(MemberPageEffect.Cut)]
    public async Task Page_that_fails_once_is_asked_for_again(MemberPageEffect effect)
    {
        Break(new MemberPageFault(2, effect) { Times = 1 });

        var (members, read) = await ReadAsync();

        read.ShouldBeComplete();
        members.UserNames().ShouldBe(People);
    }

    [SkippableFact]
    public async Task Connection_that_is_cut_in_the_middle_makes_the_read_fail()
    {
        Break(new MemberPageFault(2, MemberPageEffect.Cut));

        var (_, read) = await ReadAsync();

        read.ShouldHaveFailed(SourceFailure.Interrupted);
    }

    [SkippableFact]
    public async Task Last_page_that_is_missing_is_noticed()
    {
        Break(new MemberPageFault(3, MemberPageEffect.ClaimEnd));

        var (_, read) = await ReadAsync();

        read.Completeness!.HoldsMapping.ShouldBeTrue(read.Completeness.ToString());
    }

    [SkippableFact]
    public async Task Token_that_expires_in_the_middle_is_renewed_or_ends_the_read()
    {
        Break(new MemberPageFault(3, MemberPageEffect.ExpireToken) { Times = 1 });

        var (members, read) = await ReadAsync();

        if (!_subject.RenewsTokens)
        {
            read.ShouldHaveFailed(SourceFailure.Authentication);
            return;
        }

        read.ShouldBeComplete();
        members.UserNames().ShouldBe(People);
    }

    [SkippableFact]
    public async Task Server_that_asks_for_a_pause_gets_it()
    {
        Break(new MemberPageFault(2, MemberPageEffect.Status) { Status = 429, Times = 2 });

        var (members, read) = await ReadAsync();

        read.ShouldBeComplete();
        members.UserNames().ShouldBe(People);
    }

    [SkippableFact]
    public async Task Server_that_asks_for_pauses_without_end_makes_the_read_fail()
    {
        Break(new MemberPageFault(2, MemberPageEffect.Status) { Status = 429 });

        var (_, read) = await ReadAsync();

        read.Completeness!.Status.ShouldBe(CompletenessStatus.Failed, read.Completeness.ToString());
    }

    [SkippableFact]
    public async Task Person_on_two_pages_is_one_member()
    {
        Break(new MemberPageFault(2, MemberPageEffect.RepeatPeople));

        var (members, read) = await ReadAsync();

        read.Completeness!.Status.ShouldNotBe(CompletenessStatus.Failed, read.Completeness.ToString());
        members.UserNames().ShouldBe(People);
    }

    [SkippableFact]
    public async Task First_page_that_comes_for_ever_ends_the_read_without_proof()
    {
        Break(new MemberPageFault(2, MemberPageEffect.RepeatFirstPage));
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));

        var (members, read) = await ReadAsync(new GroupReference(Group), patience.Token);

        read.Completeness!.HoldsMapping.ShouldBeTrue(read.Completeness.ToString());
        members.Select(member => member.Id).ShouldBeUnique();
    }

    [SkippableFact]
    public async Task Empty_page_that_names_the_next_is_not_the_end()
    {
        Break(new MemberPageFault(2, MemberPageEffect.EmptyPage) { Times = 1 });

        var (members, read) = await ReadAsync();

        read.ShouldBeComplete();
        members.UserNames().ShouldBe(People);
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Group_that_is_deleted_while_it_is_read_is_no_empty_group(int page)
    {
        Break(new MemberPageFault(page, MemberPageEffect.DeleteGroup) { Times = 1 });

        var (_, read) = await ReadAsync();

        read.ShouldHaveFailed(SourceFailure.GroupNotFound);
    }

    [SkippableFact]
    public async Task Group_that_is_renamed_while_it_is_read_is_read_whole()
    {
        Break(new MemberPageFault(2, MemberPageEffect.RenameGroup) { Times = 1 });

        var (members, read) = await ReadAsync();

        read.Completeness!.HoldsNothing.ShouldBeTrue(read.Completeness.ToString());
        members.UserNames().ShouldBe(People);
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

    [SkippableFact]
    public async Task Nested_groups_that_cannot_be_read_make_the_read_incomplete()
    {
        Skip.IfNot(_subject.HasNestedGroups, "Groups hold no groups there.");
        _subject.Add("outer", "outer1");
        _subject.Nest("outer", Group);
        Break(new MemberPageFault(2, MemberPageEffect.Status) { Status = 403 });

        var (_, read) = await ReadAsync(new GroupReference("outer", Recurse: true));

        read.Completeness!.HoldsMapping.ShouldBeTrue(read.Completeness.ToString());
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

    [Fact]
    public async Task Run_adds_whoever_came_and_removes_whoever_left()
    {
        (await RunAsync()).Totals.ShouldBe(new SyncTotals { Added = People.Count });
        _subject.Remove(Group, Name(1));
        _subject.Add(Group, "new1");

        var run = await RunAsync();

        run.Totals.ShouldBe(new SyncTotals { Added = 1, Removed = 1, Unchanged = People.Count - 1 }, run.Describe());
    }

    /// <summary>A run that may remove everybody it likes removes nobody, however the read goes wrong.</summary>
    [SkippableTheory]
    [MemberData(nameof(HarmfulFaults))]
    public async Task Run_removes_nobody_on_the_strength_of_a_read_that_went_wrong(string fault)
    {
        (await RunAsync()).Totals.ShouldBe(new SyncTotals { Added = People.Count });

        // Somebody has really left: not even that may be believed.
        _subject.Remove(Group, Name(2));
        Break(Fault(fault));
        var broken = await RunAsync();
        _subject.Mend();
        var well = await RunAsync();

        broken.Totals.Removed.ShouldBe(0, broken.Describe());
        broken.ExitCode.ShouldNotBe(SyncExitCode.Done, broken.Describe());
        well.Totals.ShouldBe(new SyncTotals { Removed = 1, Unchanged = People.Count - 1 }, well.Describe());
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Run_does_not_take_a_deleted_group_for_an_empty_one(int page)
    {
        await RunAsync();
        if (page == 0)
            _subject.Delete(Group);
        else
            Break(new MemberPageFault(page, MemberPageEffect.DeleteGroup) { Times = 1 });

        var run = await RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures, run.Describe());
        run.Vendors[0].Groups[0].Error.ShouldNotBeNull().ShouldContain(Group);
        run.Changes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_finds_a_renamed_group_and_removes_nobody()
    {
        await RunAsync();
        _subject.Rename(Group, "renamed");

        var run = await RunAsync();

        run.Totals.ShouldBe(new SyncTotals { Unchanged = People.Count }, run.Describe());
        run.Vendors[0].Groups[0].Reasons.ShouldHaveSingleItem().ShouldContain("was renamed");
    }

    [Fact]
    public async Task Run_removes_nobody_from_a_group_that_has_become_empty()
    {
        await RunAsync();
        _subject.Remove(Group, People);

        var run = await RunAsync();

        run.Totals.Removed.ShouldBe(0, run.Describe());
        run.Totals.Blocked.ShouldBe(People.Count, run.Describe());
    }

    /// <summary>Starts the server, without people and groups.</summary>
    protected abstract Task<IApiSourceUnderTest> StartAsync();

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"person{number:000}");

    private static MemberPageFault Fault(string fault) => fault switch
    {
        "first page fails" => new MemberPageFault(1, MemberPageEffect.Status),
        "middle page fails" => new MemberPageFault(2, MemberPageEffect.Status) { Status = 503 },
        "last page fails" => new MemberPageFault(4, MemberPageEffect.Status) { Status = 400 },
        "first page is cut" => new MemberPageFault(1, MemberPageEffect.Cut),
        "middle page is cut" => new MemberPageFault(2, MemberPageEffect.Cut),
        "last page is missing" => new MemberPageFault(3, MemberPageEffect.ClaimEnd),
        "storm of 429" => new MemberPageFault(2, MemberPageEffect.Status) { Status = 429 },
        "first page for ever" => new MemberPageFault(2, MemberPageEffect.RepeatFirstPage),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "No such fault."),
    };

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

    private async Task<SyncRun> RunAsync()
    {
        var file = Path.Combine(_folder, "sync.yaml");
        File.WriteAllText(Path.Combine(_folder, "people.csv"), "id,userName\n1,somebody\n");
        File.WriteAllText(file, Yaml);
        var configuration = ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = file,
            Environment = new Dictionary<string, string>(),
            Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
        }).GetConfiguration();
        return await new SyncRunner(
            configuration with { Sources = [_subject.Settings] }, new SyncEnvironment { Sources = _subject.Sources })
            .RunAsync(new SyncOptions { AllowRemovals = true }, null, default);
    }

    // The source stands in for that of the settings.
    private const string Yaml = $"""
        sources:
          - name: directory
            type: csv
            file: people.csv
        error_handling:
          max_retries: 2
          retry_wait_seconds: 0.01
        create_groups: true
        vendor_apps:
          - name: App
            module: sqlite
            sqlite:
              database: app.db
            groups:
              - source_group: {Group}
                vendor_group: users
        """;
}
