using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sources.Csv;

/// <summary>People and groups in CSV files (RFC 4180). The files are read once, when they are first needed.</summary>
public sealed class CsvSource : ISource, IPersonLookup, IGroupHierarchy
{
    private readonly CsvSourceSettings _settings;
    private readonly CsvFormat _format;
    private readonly AsyncOnce<CsvDirectory> _directory;

    /// <summary>A source over files, which are not touched yet.</summary>
    /// <param name="settings">The files and what to read there.</param>
    /// <exception cref="SourceException">The encoding or the delimiter of the settings is not known.</exception>
    public CsvSource(CsvSourceSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        _format = CsvFormat.Of(settings);
        _directory = new AsyncOnce<CsvDirectory>(LoadAsync);
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
        foreach (var group in directory.Groups.All)
            yield return group.ToSourceGroup();
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<GroupMember> ListUsersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var directory = await _directory.GetAsync(cancellationToken).ConfigureAwait(false);
        foreach (var person in directory.People.Values)
            yield return person;
        if (DescribeDoubts(directory) is { } doubts)
            throw new SourceException(SourceFailure.Malformed, $"Source '{Name}': {doubts}");
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<GroupNesting> ListNestingsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var directory = await _directory.GetAsync(cancellationToken).ConfigureAwait(false);
        foreach (var group in directory.Groups.All)
        {
            foreach (var nested in group.Nested)
                yield return new GroupNesting(group.Id, nested.Id);
        }
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<PersonEntry>> FindPeopleAsync(string text, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        var directory = await _directory.GetAsync(cancellationToken).ConfigureAwait(false);
        return [.. directory.People.Values.Where(person => IsNamed(person, text.Trim())).Select(Describe)];
    }

    /// <inheritdoc />
    public async Task<ListedWay?> FindWayAsync(GroupReference group, PersonEntry person, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(person);
        if (group.IsEverybody)
            return new ListedWay(GroupReference.EverybodyName, []);
        var directory = await _directory.GetAsync(cancellationToken).ConfigureAwait(false);
        var root = await FindAsync(directory, group, null, cancellationToken).ConfigureAwait(false);
        return CsvGroupWalk.FindWay(root, person.Person.Id);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<CheckResult>> TestAsync(CancellationToken cancellationToken)
    {
        try
        {
            var directory = await _directory.GetAsync(cancellationToken).ConfigureAwait(false);
            return
            [
                new CheckResult(
                    "file", true, $"'{_settings.File}' holds {directory.People.Count} people; there are {directory.Groups.All.Count} groups."),
                DescribeDoubts(directory) is { } doubts
                    ? new CheckResult("people", false, doubts, "Correct the rows; until then nobody is removed whom they may mean.")
                    : new CheckResult("people", true, "Every row has an id of its own."),
            ];
        }
        catch (SourceException error)
        {
            const string hint = "Give files with a header that were written to their end, and that this account may read.";
            return [new CheckResult("file", false, error.Message, hint)];
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string? DescribeDoubts(CsvDirectory directory)
    {
        var count = directory.Doubts.Count + directory.LinesWithoutId.Count;
        if (count == 0)
            return null;
        var first = directory.Doubts.Values.FirstOrDefault()?.Message ?? $"line {directory.LinesWithoutId[0]} has no id.";
        return $"{count} people cannot be told; the first: {first}";
    }

    private PersonEntry Describe(GroupMember person) =>
        new() { Source = Name, Person = person, UserFilter = string.Empty, MatchesFilter = true };

    private static bool IsNamed(GroupMember person, string text) =>
        new[] { person.Id, person.UserName, person.Email, person.DisplayName, $"{person.FirstName} {person.LastName}" }
            .Contains(text, StringComparer.OrdinalIgnoreCase);

    private async IAsyncEnumerable<GroupMember> ReadAsync(
        GroupReference group, GroupReadRecorder recorder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var directory = await _directory.GetAsync(cancellationToken).ConfigureAwait(false);
        var walk = new CsvGroupWalk(directory, _settings, recorder, group);
        var members = group.IsEverybody
            ? walk.ReadEverybody()
            : walk.Read(await FindAsync(directory, group, recorder, cancellationToken).ConfigureAwait(false));
        foreach (var member in members)
            yield return member;
    }

    private async Task<CsvGroup> FindAsync(
        CsvDirectory directory, GroupReference group, GroupReadRecorder? recorder, CancellationToken cancellationToken)
    {
        var (root, reason) = await directory.Groups.FinderFor(Name).FindAsync(group, cancellationToken).ConfigureAwait(false);
        if (reason is not null)
            recorder?.Report(reason);
        return root;
    }

    private async Task<CsvDirectory> LoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await new CsvDirectoryLoader(_settings, _format).LoadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (CsvException error)
        {
            throw new SourceException(SourceFailure.Malformed, $"Source '{Name}': {error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SourceException(SourceFailure.Unavailable, $"Source '{Name}': the files cannot be read: {error.Message}", error);
        }
    }
}
