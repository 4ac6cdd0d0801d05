using System.Collections.Concurrent;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Http.Paging;
using LdapVendorSync.Core.Members;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>What the operations on users and groups share while a vendor is connected.</summary>
/// <param name="settings">The vendor.</param>
/// <param name="client">Sends.</param>
/// <param name="shape">The vendor's API.</param>
/// <param name="logger">The log.</param>
internal sealed class RestSession(VendorSettings settings, RestClient client, RestShape shape, ILogger logger)
{
    private readonly ConcurrentDictionary<string, DataKind> _kindsOfIds = new(StringComparer.Ordinal);
    private DataKind _usualKindOfIds = DataKind.Text;

    public string Vendor { get; } = settings.Name;

    public RestClient Client { get; } = client;

    public RestShape Shape { get; } = shape;

    public ILogger Logger { get; } = logger;

    /// <summary>Reads a user or member.</summary>
    /// <exception cref="VendorException"><see cref="VendorFailure.Malformed"/> where it is not what it should be.</exception>
    public GroupMember ReadMember(RestOperation operation, DataNode item, string purpose)
    {
        try
        {
            ReadId(item, operation.Fields.IdPath);
            return operation.Fields.ReadMember(item);
        }
        catch (FormatException error)
        {
            throw Client.Failure(VendorFailure.Malformed, purpose, error.Message);
        }
    }

    /// <summary>Reads the id of an account, and remembers what ids look like: who sends numbers takes no text.</summary>
    public string? ReadId(DataNode node, string path)
    {
        if (node.Find(path) is not { } id || string.IsNullOrWhiteSpace(id.Text))
            return null;

        // Read of everybody in each group, who is mostly known by then.
        if (!_kindsOfIds.TryGetValue(id.Text, out var known) || known != id.Kind)
            _kindsOfIds[id.Text] = id.Kind;
        _usualKindOfIds = id.Kind;
        return id.Text;
    }

    /// <summary>Makes sure that a list from which something was concluded had arrived as a whole.</summary>
    /// <exception cref="VendorException"><see cref="VendorFailure.Malformed"/> where that is not proved.</exception>
    public void EnsureWhole(ListReader list, string purpose)
    {
        if (list.IsProved)
            return;
        var reasons = string.Join(" ", list.Reasons.Select(reason => reason.Message.TrimEnd('.')));
        throw Client.Failure(VendorFailure.Malformed, purpose, $"it is not certain that everything arrived: {reasons}");
    }

    /// <summary>
    /// What somebody is looked for by: the first attribute of the vendor's <c>match_on</c> that they have; <see langword="null"/> where
    /// they have none.
    /// </summary>
    public MatchKey? KeyOf(GroupMember member) => settings.MatchOn
        .Concat([AttributeNames.UserName, AttributeNames.Email])
        .Select(attribute => MatchKey.Of(member, attribute))
        .FirstOrDefault(key => key is not null);

    /// <summary>What the placeholders stand for when an account is concerned.</summary>
    public RestValues ValuesFor(GroupMember user, VendorGroup? group = null) => new()
    {
        Group = group,
        User = user,
        UserId = user.Id,
        // Somebody known from an earlier run may not have been read in this one.
        IdKind = _kindsOfIds.GetValueOrDefault(user.Id, _usualKindOfIds),
    };
}
