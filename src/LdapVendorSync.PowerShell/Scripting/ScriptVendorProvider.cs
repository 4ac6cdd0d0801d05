using System.Management.Automation;
using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.PowerShell.Scripting;

/// <summary>A provider whose operations are the functions of a PowerShell script.</summary>
internal sealed class ScriptVendorProvider : IVendorProvider
{
    private static readonly TimeSpan GoodByeLimit = TimeSpan.FromSeconds(5);

    private readonly ScriptDefinition _script;
    private readonly VendorContext _context;
    private readonly ILogger _logger;
    private readonly ScriptRunspaces _runspaces;
    private readonly ScriptErrors _errors;
    private object? _session;
    private bool _isConnected;
    private int _isDisposed;

    /// <summary>A provider; nothing of the script runs before <see cref="ConnectAsync"/>.</summary>
    public ScriptVendorProvider(ScriptDefinition script, VendorContext context)
    {
        _script = script;
        _context = context;
        _logger = context.LoggerFactory.CreateLogger<ScriptVendorProvider>();
        _runspaces = new ScriptRunspaces(script, context, _logger);
        _errors = new ScriptErrors(context);
    }

    /// <inheritdoc />
    public VendorCapabilities Capabilities => _script.Capabilities;

    /// <inheritdoc />
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        var settings = await ScriptSettings.CreateAsync(_context.Settings, cancellationToken).ConfigureAwait(false);
        var vendor = await ScriptSettings.DescribeAsync(_context, cancellationToken).ConfigureAwait(false);
        _session = await CallAsync(ScriptFunction.Connect, ReadSession, cancellationToken, ("Settings", settings), ("Vendor", vendor))
            .ConfigureAwait(false);
        _isConnected = true;
    }

    /// <inheritdoc />
    public Task<VendorGroup?> FindGroupAsync(string group, CancellationToken cancellationToken) => _script.Has(ScriptFunction.FindGroup)
        ? CallAsync(ScriptFunction.FindGroup, output => ReadGroup(output, group), cancellationToken, ("Name", group))
        : Task.FromResult<VendorGroup?>(new VendorGroup(group, group));

    /// <inheritdoc />
    public async Task<VendorGroup> CreateGroupAsync(string group, CancellationToken cancellationToken) =>
        await CallAsync(
            ScriptFunction.NewGroup,
            output => Present(output) is [var made] ? ScriptObjects.ToGroup(made, group) : null,
            cancellationToken,
            ("Name", group)).ConfigureAwait(false)
        ?? await FindGroupAsync(group, cancellationToken).ConfigureAwait(false)
        ?? throw Malformed(ScriptFunction.NewGroup, $"It did not write the new group '{group}', and Find-Group does not find it.");

    /// <inheritdoc />
    public GroupRead ReadGroupMembers(VendorGroup group, CancellationToken cancellationToken) => new(
        ReadSide.Vendor, _context.Settings.Name, group.Name, (recorder, cancellation) => ReadAsync(group, recorder, cancellation), cancellationToken);

    /// <inheritdoc />
    public Task<GroupMember?> FindUserAsync(MatchKey key, CancellationToken cancellationToken) => _script.Has(ScriptFunction.FindUser)
        ? CallAsync(
            ScriptFunction.FindUser, output => ReadUser(output, key), cancellationToken, ("Attribute", key.Attribute), ("Value", key.Value))
        : Task.FromResult<GroupMember?>(null);

    /// <inheritdoc />
    public Task<GroupMember> CreateUserAsync(GroupMember member, CancellationToken cancellationToken) => CallAsync(
        ScriptFunction.NewUser,
        output => Present(output) is [var made]
            ? ToMember(made)
            : throw new FormatException($"One account was to be written for {member.Label}, and {Present(output).Count} were."),
        cancellationToken,
        ("User", ScriptObjects.FromMember(member)));

    /// <inheritdoc />
    public Task UpdateUserAsync(GroupMember user, IReadOnlyList<AttributeDifference> differences, CancellationToken cancellationToken) =>
        ChangeAsync(
            ScriptFunction.UpdateUser,
            cancellationToken,
            ("User", ScriptObjects.FromMember(user)),
            ("Changes", ScriptObjects.FromDifferences(differences)));

    /// <inheritdoc />
    public Task SetUserEnabledAsync(GroupMember user, bool enabled, CancellationToken cancellationToken) =>
        ChangeAsync(ScriptFunction.SetUserEnabled, cancellationToken, ("User", ScriptObjects.FromMember(user)), ("Enabled", enabled));

    /// <inheritdoc />
    public Task AddGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken) =>
        ChangeMembershipAsync(ScriptFunction.AddGroupMember, group, user, cancellationToken);

    /// <inheritdoc />
    public Task RemoveGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken) =>
        ChangeMembershipAsync(ScriptFunction.RemoveGroupMember, group, user, cancellationToken);

    /// <inheritdoc />
    public Task DeleteUserAsync(GroupMember user, CancellationToken cancellationToken) =>
        ChangeAsync(ScriptFunction.RemoveUser, cancellationToken, ("User", ScriptObjects.FromMember(user)));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        if (_isConnected && _script.Has(ScriptFunction.Disconnect))
            await SayGoodByeAsync().ConfigureAwait(false);
        _runspaces.Dispose();
    }

    private async Task SayGoodByeAsync()
    {
        using var limit = new CancellationTokenSource(GoodByeLimit, _context.TimeProvider);
        try
        {
            await ChangeAsync(ScriptFunction.Disconnect, limit.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is VendorException or OperationCanceledException)
        {
            // The work is done; that the session stays open is worth a word and no failure.
            _logger.LogWarning("{Vendor}: logging out failed: {Reason}", _context.Settings.Name, error.Message);
        }
    }

    private async IAsyncEnumerable<GroupMember> ReadAsync(
        VendorGroup group, GroupReadRecorder recorder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        recorder.GroupId = group.Id;
        // All of them before the first: one that is no member means that the function does not do what it should.
        var members = await CallAsync(
            ScriptFunction.GetGroupMember,
            output => output.Select(ToMember).ToList(),
            cancellationToken,
            ("Group", ScriptObjects.FromGroup(group))).ConfigureAwait(false);
        foreach (var member in members)
            yield return member;

        // The function came to its end, and nothing was wrong on the way.
        recorder.MarkProved();
    }

    private Task<int> ChangeMembershipAsync(ScriptFunction function, VendorGroup group, GroupMember user, CancellationToken cancellationToken) =>
        ChangeAsync(function, cancellationToken, ("Group", ScriptObjects.FromGroup(group)), ("User", ScriptObjects.FromMember(user)));

    // What such a function writes says nothing: what it did is told by its coming to an end.
    private Task<int> ChangeAsync(
        ScriptFunction function, CancellationToken cancellationToken, params ReadOnlySpan<(string Name, object? Value)> arguments) =>
        CallAsync(function, output => output.Count, cancellationToken, arguments);

    private Task<T> CallAsync<T>(
        ScriptFunction function,
        Func<IReadOnlyList<PSObject?>, T> read,
        CancellationToken cancellationToken,
        params ReadOnlySpan<(string Name, object? Value)> arguments)
    {
        if (!_script.Functions.TryGetValue(function, out var definition))
            throw new VendorException(VendorFailure.Unsupported, $"{_script.FileName} defines no function {function.Name}.") { NotSent = true };
        var given = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["Session"] = _session };
        foreach (var (name, value) in arguments)
            given[name] = value;
        foreach (var name in given.Keys.Where(name => !definition.Parameters.Contains(name)).ToList())
            given.Remove(name);
        return _runspaces.CallAsync(definition.Name, function.IsChange, given, output => Read(function, () => read(output)), cancellationToken);
    }

    private static object? ReadSession(IReadOnlyList<PSObject?> output) => output.Count < 2
        ? output.SingleOrDefault()
        : throw new FormatException(
            $"{output.Count} objects were written where one session was expected. What a command writes by the way goes to $null.");

    private VendorGroup? ReadGroup(IReadOnlyList<PSObject?> output, string name)
    {
        var found = Present(output).ConvertAll(item => ScriptObjects.ToGroup(item, name));
        return found.Count < 2 ? found.SingleOrDefault() : throw Ambiguous(ScriptFunction.FindGroup, $"{found.Count} groups fit '{name}'.");
    }

    private GroupMember? ReadUser(IReadOnlyList<PSObject?> output, MatchKey key)
    {
        var people = Present(output).ConvertAll(ToMember);
        if (people.Find(person => MatchKey.Of(person, key.Attribute) is null) is { } unclear)
            throw new FormatException($"{unclear.Label} was written without {key.Attribute}, so that nobody knows whether {key} is meant.");

        // Searches of many applications find what only begins with the value, too.
        var exact = people.FindAll(person => MatchKey.Of(person, key.Attribute) == key);
        return exact.Count < 2 ? exact.SingleOrDefault() : throw Ambiguous(ScriptFunction.FindUser, $"{exact.Count} accounts have {key}.");
    }

    private GroupMember ToMember(PSObject? output) => ScriptObjects.ToMember(output, _context.Settings.MatchOn);

    // "Nobody" is nothing or $null, as people write it.
    private static List<PSObject> Present(IReadOnlyList<PSObject?> output) => [.. output.OfType<PSObject>()];

    private T Read<T>(ScriptFunction function, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            throw Malformed(function, error.Message);
        }
    }

    private VendorException Malformed(ScriptFunction function, string message) =>
        _errors.Malformed(NameOf(function), message, function.IsChange);

    private VendorException Ambiguous(ScriptFunction function, string message) =>
        new(VendorFailure.Ambiguous, $"{NameOf(function)}: {message} Make it unique.");

    private string NameOf(ScriptFunction function) => _script.Functions[function].Name;
}
