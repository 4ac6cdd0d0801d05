using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Members;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Vendors.Scim;

/// <summary>What the operations on users and groups share while a vendor is connected.</summary>
internal sealed class ScimSession(
    VendorContext context, ScimSettings settings, ScimClient client, ScimFields fields, ScimFeatures features, ILogger logger)
{
    private readonly ConcurrentDictionary<string, GroupMember> _accounts = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly HashSet<string> _groupsRead = new(StringComparer.Ordinal);
    private int _withoutPatch;

    public string Vendor => context.Settings.Name;

    public ScimSettings Settings => settings;

    public ScimProfile Profile { get; } = settings.Profile;

    public ScimClient Client => client;

    public ScimFields Fields => fields;

    public ScimFeatures Features => features;

    public ILogger Logger => logger;

    public TimeProvider TimeProvider => context.TimeProvider;

    public int Concurrency => Math.Min(context.Settings.Concurrency, Profile.MaxConcurrency ?? int.MaxValue);

    /// <summary>Whether resources are changed in parts; a server may turn out not to.</summary>
    public bool Patches => features.Patch && Volatile.Read(ref _withoutPatch) == 0;

    /// <summary>Where members are read; it may turn out that the groups do not hold them.</summary>
    public ScimMembersFrom MembersFrom { get; set; } = settings.MembersFrom ?? settings.Profile.MembersFrom;

    public string UserAddress(string id) => $"{features.Users}/{Uri.EscapeDataString(id)}";

    public string GroupAddress(string id) => $"{features.Groups}/{Uri.EscapeDataString(id)}";

    /// <summary>A list of users or groups.</summary>
    /// <param name="address">Which.</param>
    /// <param name="purpose">What it is for, as messages say it.</param>
    /// <param name="filter">Which of them.</param>
    /// <param name="provesEnd">Whether it has to be certain that nobody is missing.</param>
    public ScimList List(string address, string purpose, string? filter = null, bool provesEnd = false) => new(
        client,
        new ScimQuery(address, purpose)
        {
            Filter = filter,
            ExcludedAttributes = address == features.Groups && Profile.ExcludesAttributes ? "members" : null,
            PageSize = features.PageSize,
            PagesByCursor = features.PagesByCursor,
            ProvesEnd = provesEnd,
        });

    /// <summary>The version that a change names; <see langword="null"/> where none is to be named.</summary>
    public string? VersionOf(JsonObject resource) => features.Etag == false ? null : ScimClient.VersionOf(resource);

    /// <summary>Makes sure that a list from which something was concluded had arrived as a whole.</summary>
    /// <exception cref="VendorException"><see cref="VendorFailure.Malformed"/> where that is not certain.</exception>
    public void EnsureWhole(ScimList list, string purpose)
    {
        if (list.IsProved)
            return;
        var reasons = string.Join(" ", list.Reasons.Select(reason => reason.Message.TrimEnd('.')));
        throw client.Failure(VendorFailure.Malformed, purpose, $"it is not certain that everything arrived: {reasons}");
    }

    /// <summary>An account as the product sees it; it is remembered.</summary>
    /// <exception cref="VendorException"><see cref="VendorFailure.Malformed"/> where it is none.</exception>
    public GroupMember ReadUser(JsonObject resource, string purpose)
    {
        try
        {
            var account = fields.Read(resource);
            _accounts[account.Id] = account;
            return account;
        }
        catch (FormatException error)
        {
            throw client.Failure(VendorFailure.Malformed, purpose, error.Message);
        }
    }

    /// <summary>
    /// Begins to read a group. Groups that are read once share the accounts that they have in common; who reads one again wants to know
    /// what is there now.
    /// </summary>
    public void BeginRead(VendorGroup group)
    {
        lock (_gate)
        {
            if (_groupsRead.Add(group.Id))
                return;
            _groupsRead.Clear();
            _groupsRead.Add(group.Id);
            _accounts.Clear();
        }
    }

    /// <summary>An account that was read before and not changed since by this run.</summary>
    public GroupMember? Remembered(string id) => _accounts.GetValueOrDefault(id);

    /// <summary>Forgets an account that is about to change.</summary>
    public void Forget(string id) => _accounts.TryRemove(id, out _);

    /// <summary>Whether the answer to a PATCH means that the server changes resources only as a whole; from then on that is done.</summary>
    public bool GiveUpPatch(VendorException error)
    {
        if (error.StatusCode is not (405 or 501))
            return false;
        if (Interlocked.Exchange(ref _withoutPatch, 1) == 0)
        {
            logger.LogWarning(
                "{Vendor}: the server refuses PATCH ({Status}); resources are replaced as a whole (PUT) from now on. "
                + "Say scim: {{patch: false}}.",
                Vendor, error.StatusCode);
        }

        return true;
    }
}
