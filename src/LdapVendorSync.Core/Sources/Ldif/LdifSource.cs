using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources.Directories;
using LdapVendorSync.Core.Sources.Directories.Dialects;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Ldif;

/// <summary>A directory that is kept in an LDIF file (RFC 2849). The file is read once, when it is first needed.</summary>
public sealed class LdifSource : ISource, IPersonLookup, IGroupHierarchy
{
    private readonly LdifSourceSettings _settings;
    private readonly LdifDirectoryOptions _options;
    private readonly AsyncOnce<LdifDirectory> _directory;

    /// <summary>A source over a file, which is not touched yet.</summary>
    /// <param name="settings">The file and what to read there.</param>
    /// <param name="timeProvider">The clock that accounts expire by; the system's where left out.</param>
    /// <exception cref="SourceException">A DN or the filter of the settings is invalid.</exception>
    public LdifSource(LdifSourceSettings settings, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        RequireFilter(settings);
        _options = new LdifDirectoryOptions
        {
            Source = settings.Name,
            File = settings.File,
            UserBase = settings.ParseBase(settings.UserBaseDn, "user_base_dn") ?? DistinguishedName.Root,
            GroupBase = settings.ParseBase(settings.GroupBaseDn, "group_base_dn") ?? DistinguishedName.Root,
            Dialect = settings.Dialect,
            CreateProfile = dialect => new DirectoryProfile(settings, dialect, timeProvider ?? TimeProvider.System),
        };
        _directory = new AsyncOnce<LdifDirectory>(LoadAsync);
    }

    /// <inheritdoc />
    public string Name => _settings.Name;

    /// <inheritdoc />
    public GroupRead ReadGroup(GroupReference group, CancellationToken cancellationToken) =>
        SourceRead.Of(this, group, ReadAsync, cancellationToken);

    /// <inheritdoc />
    public async IAsyncEnumerable<SourceGroup> ListGroupsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var directory = await _directory.GetAsync(cancellationToken).ConfigureAwait(false);
        foreach (var group in directory.Groups)
            yield return group.ToSourceGroup();
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<GroupMember> ListUsersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var directory = await _directory.GetAsync(cancellationToken).ConfigureAwait(false);
        foreach (var person in directory.People)
            yield return directory.Profile.People.Map(person);
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<GroupNesting> ListNestingsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var directory = await _directory.GetAsync(cancellationToken).ConfigureAwait(false);
        foreach (var nesting in DirectoryNestings.Of([.. directory.Groups]))
            yield return nesting;
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<PersonEntry>> FindPeopleAsync(string text, CancellationToken cancellationToken)
    {
        var directory = await _directory.GetAsync(cancellationToken).ConfigureAwait(false);
        return await new LdifPersonLookup(directory, Name).FindAsync(text).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task<ListedWay?> FindWayAsync(GroupReference group, PersonEntry person, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(person);
        if (group.IsEverybody)
            return new ListedWay(GroupReference.EverybodyName, []);
        var directory = await _directory.GetAsync(cancellationToken).ConfigureAwait(false);
        var root = await FindGroupAsync(directory, group, cancellationToken).ConfigureAwait(false);
        var dn = DistinguishedName.Parse(person.Person.DistinguishedName!);
        return await new LdifPersonLookup(directory, Name).FindWayAsync(root.Group, dn).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<CheckResult>> TestAsync(CancellationToken cancellationToken)
    {
        try
        {
            var directory = await _directory.GetAsync(cancellationToken).ConfigureAwait(false);
            return
            [
                new CheckResult("file", true, $"'{_settings.File}' holds {directory.Count} entries."),
                CheckSomebody(directory.People.Count(), directory.Profile.UserFilterText),
            ];
        }
        catch (SourceException error)
        {
            const string hint = "Give a file that slapcat or ldapsearch -LLL wrote, and that this account may read.";
            return [new CheckResult("file", false, error.Message, hint)];
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    private CheckResult CheckSomebody(int people, string filter)
    {
        var place = _options.UserBase.IsRoot ? "in the file" : $"below '{_options.UserBase}'";
        return people > 0
            ? new CheckResult("people", true, $"{people} entries {place} match {filter}.")
            : new CheckResult("people", false, $"No entry {place} matches {filter}.", "Check user_base_dn and user_filter.");
    }

    private async IAsyncEnumerable<GroupMember> ReadAsync(
        GroupReference group, GroupReadRecorder recorder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var directory = await _directory.GetAsync(cancellationToken).ConfigureAwait(false);
        if (group.IsEverybody)
        {
            directory.RequireUserBase();
            foreach (var person in ReadEverybody(directory, recorder))
                yield return person;
            yield break;
        }

        var root = await FindGroupAsync(directory, group, cancellationToken).ConfigureAwait(false);
        if (root.Reason is { } reason)
            recorder.Report(reason);
        directory.RequireUserBase();
        var recurse = group.Recurse ?? _settings.Recurse;
        var walk = new GroupWalk(directory, directory.Profile.People, recorder, recurse, _settings.DanglingMembers)
        {
            Memory = NestedGroupMemory.Of(group),
        };
        await foreach (var member in walk.ReadAsync(root.Group, cancellationToken).ConfigureAwait(false))
            yield return member;
    }

    // The file was read to its end, or there would be no directory.
    private static IEnumerable<GroupMember> ReadEverybody(LdifDirectory directory, GroupReadRecorder recorder)
    {
        foreach (var person in directory.People.Select(directory.Profile.People.Map))
        {
            recorder.LimitValidity(person.AccountStateUntil);
            yield return person;
        }

        recorder.MarkProved();
    }

    private Task<FoundGroup> FindGroupAsync(LdifDirectory directory, GroupReference group, CancellationToken cancellationToken)
    {
        var selector = GroupSelector.Create(Name, group.Name, _settings.GroupDnMap, directory.Profile.IsGroup);
        return new KnownGroupFinder(directory).FindAsync(selector, group.Known, cancellationToken);
    }

    private async Task<LdifDirectory> LoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await LdifDirectory.LoadAsync(_options, cancellationToken).ConfigureAwait(false);
        }
        catch (LdifException error)
        {
            throw new SourceException(SourceFailure.Malformed, $"Source '{Name}': {error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SourceException(
                SourceFailure.Unavailable, $"Source '{Name}': the file '{_settings.File}' cannot be read: {error.Message}", error);
        }
    }

    private static void RequireFilter(LdifSourceSettings settings)
    {
        if (settings.UserFilter is not { } filter)
            return;
        try
        {
            _ = new FilterMatcher(settings.ParseUserFilter(filter));
        }
        catch (NotSupportedException error)
        {
            throw new SourceException(SourceFailure.Malformed, $"Source '{settings.Name}': user_filter: {error.Message}", error);
        }
    }
}
