using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sources.Directories;
using LdapVendorSync.Core.Sources.Directories.Dialects;
using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Controls;
using LdapVendorSync.Ldap.Filters;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>Where and how the settings say to search in a directory, and the session to do it with.</summary>
internal sealed class LdapDirectory
{
    private readonly TimeProvider _timeProvider;
    private readonly DistinguishedName? _userBase;
    private readonly DistinguishedName? _groupBase;

    private volatile string? _nameAttribute;
    private volatile Replica? _replicaWithUserBase;

    /// <summary>The directory that the settings speak of.</summary>
    /// <exception cref="SourceException">A DN or the filter of the settings is invalid.</exception>
    public LdapDirectory(LdapSourceSettings settings, LdapSession session, TimeProvider timeProvider, Dialect? dialect = null)
    {
        Settings = settings;
        Session = session;
        _timeProvider = timeProvider;
        Profile = new DirectoryProfile(settings, dialect ?? KnownDialects.Of(settings.Dialect) ?? KnownDialects.Generic, timeProvider);
        FilterDoubt = new FilterDoubt(Profile.UserFilter);
        _userBase = settings.ParseBase(settings.UserBaseDn, "user_base_dn");
        _groupBase = settings.ParseBase(settings.GroupBaseDn, "group_base_dn");
    }

    public LdapSourceSettings Settings { get; }

    public LdapSession Session { get; }

    /// <summary>
    /// What has been read so far; <see langword="null"/> where nothing is kept. Another one from the moment on in which another server took
    /// over: whoever adds to it takes it before asking.
    /// </summary>
    public ReadCache? Cache { get; set; }

    /// <summary>How its entries are understood.</summary>
    public DirectoryProfile Profile { get; }

    /// <summary>Who counts as a person.</summary>
    public LdapFilter UserFilter => Profile.UserFilter;

    /// <summary>Tells whether it is certain that <see cref="UserFilter"/> leaves an entry out.</summary>
    public FilterDoubt FilterDoubt { get; }

    /// <summary>The attributes to ask for of entries that are no people in the sense of the settings.</summary>
    public IReadOnlyList<string> OtherAttributes(LdapServer server) =>
        [.. NonPersonEntry.AttributesOn(server.IsActiveDirectory).Union(FilterDoubt.Attributes, StringComparer.OrdinalIgnoreCase)];

    public PersonMapper People => Profile.People;

    public GroupMapper Groups => Profile.Groups;

    /// <summary>The same directory, once it is known what the server calls things.</summary>
    public LdapDirectory For(Dialect dialect) =>
        dialect == Profile.Dialect ? this : new LdapDirectory(Settings, Session, _timeProvider, dialect) { Cache = Cache };

    /// <summary>Where people are searched: the base of the settings, else the roots of the directory.</summary>
    /// <exception cref="SourceException">Neither is known.</exception>
    public IReadOnlyList<DistinguishedName> UserBases(LdapServer server, string purpose) =>
        _userBase is { } dn ? [dn] : RootsOf(server, purpose, "user_base_dn");

    /// <summary>
    /// Where groups are searched: the base of the settings, else the tree of the people's base, else the roots of the directory.
    /// </summary>
    /// <exception cref="SourceException">None of them is known.</exception>
    public IReadOnlyList<DistinguishedName> GroupBases(LdapServer server, string purpose)
    {
        if ((_groupBase ?? (_userBase is { } people ? server.ContextOf(people) : null)) is { } dn)
            return [dn];
        return RootsOf(server, purpose, "group_base_dn");
    }

    /// <summary>
    /// Makes sure that the people's base is there: below one that was renamed or misspelt nobody is, so that everybody would be left out.
    /// </summary>
    /// <exception cref="SourceException">It is not there.</exception>
    public async Task RequireUserBaseAsync(string purpose, CancellationToken cancellationToken)
    {
        var replica = await Session.GetReplicaAsync(cancellationToken).ConfigureAwait(false);
        if (_userBase is null || _replicaWithUserBase == replica)
            return;
        var request = LdapSearchRequest.ForEntry(_userBase.ToString(), LdapSearchRequest.NoAttributes);
        var response = await Session.SearchAsync(request, purpose, cancellationToken).ConfigureAwait(false);
        if (response.Result.Code is LdapResultCode.NoSuchObject or LdapResultCode.InvalidDnSyntax)
            throw Session.Fail(
                SourceFailure.ServerError,
                purpose,
                $"there is no entry '{_userBase}' (user_base_dn) to find people below: {response.Result}.");
        _replicaWithUserBase = replica;
    }

    /// <summary>A search over a tree.</summary>
    public static LdapSearchRequest Subtree(
        LdapServer server, DistinguishedName tree, LdapFilter filter, IReadOnlyList<string> attributes) =>
        new()
        {
            BaseDn = tree.ToString(),
            Filter = filter,
            Attributes = attributes,

            // Without it Active Directory adds references to its other partitions to every answer.
            Controls = server.IsActiveDirectory ? [new DomainScopeControl()] : [],
        };

    /// <summary>
    /// The attribute by which the server finds entries by their DN, as fast as by an index, or <see langword="null"/> where it has none.
    /// </summary>
    /// <param name="known">The DN of an entry that was just read, to try it with.</param>
    /// <param name="purpose">What it is for, for messages.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<string?> FindNameAttributeAsync(DistinguishedName known, string purpose, CancellationToken cancellationToken)
    {
        foreach (var attribute in _nameAttribute is null ? Profile.Dialect.NameAttributes : [])
        {
            var request = LdapSearchRequest.ForEntry(known.ToString(), LdapSearchRequest.NoAttributes) with
            {
                Filter = LdapFilter.Equality(attribute, known.ToString()),
            };
            var response = await Session.SearchAsync(request, purpose, cancellationToken).ConfigureAwait(false);
            if (response is { Result.IsSuccess: true, Entries.Count: 1 })
                return _nameAttribute = attribute;
        }

        return _nameAttribute;
    }

    private IReadOnlyList<DistinguishedName> RootsOf(LdapServer server, string purpose, string key) => server.Roots.Count > 0
        ? server.Roots
        : throw Session.Fail(
            SourceFailure.ServerError, purpose, $"the server does not say where its entries are (namingContexts); set {key}.");
}
