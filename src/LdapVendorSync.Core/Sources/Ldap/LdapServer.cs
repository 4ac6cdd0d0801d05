using LdapVendorSync.Core.Sources.Directories.Dialects;
using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>What a server says of itself in its root DSE (RFC 4512 section 5.1).</summary>
internal sealed record LdapServer
{
    private const string ActiveDirectoryCapability = "1.2.840.113556.1.4.800";
    private const string ActiveDirectoryLdsCapability = "1.2.840.113556.1.4.1851";

    // Trees in which servers keep themselves; people are never there.
    private static readonly HashSet<DistinguishedName> OwnTrees =
    [
        .. new[] { "cn=config", "cn=schema", "cn=subschema", "cn=monitor", "cn=changelog", "cn=accesslog", "cn=ldbm" }
            .Select(DistinguishedName.Parse),
    ];

    /// <summary>The attributes that are read; operational ones come only by name.</summary>
    public static IReadOnlyList<string> Attributes { get; } =
    [
        "objectClass", "subschemaSubentry", "namingContexts", "defaultNamingContext", "rootDomainNamingContext", "dsServiceName",
        "supportedCapabilities", "vendorName", "vendorVersion", "ipaDomainLevel",
    ];

    /// <summary>The roots of the trees that the server holds, without its own.</summary>
    public IReadOnlyList<DistinguishedName> NamingContexts { get; init; } = [];

    /// <summary>The tree that is meant where none is given; only Active Directory says so.</summary>
    public DistinguishedName? DefaultNamingContext { get; init; }

    /// <summary>The root of the forest; only Active Directory says so.</summary>
    public DistinguishedName? ForestRoot { get; init; }

    /// <summary>The name of this one server among those that hold the same directory; only Active Directory says so.</summary>
    public string? InstanceName { get; init; }

    /// <summary>Whether it is Active Directory, or speaks like it.</summary>
    public bool IsActiveDirectory { get; init; }

    /// <summary>Whether it says that it is OpenLDAP.</summary>
    public bool IsOpenLdap { get; init; }

    /// <summary>Whether it says that it is FreeIPA.</summary>
    public bool IsFreeIpa { get; init; }

    /// <summary>Where its schema is, if it says so.</summary>
    public string? SubschemaEntry { get; init; }

    /// <summary>What it calls things.</summary>
    public Dialect Dialect { get; init; } = KnownDialects.Generic;

    /// <summary>What the server calls itself, if it does.</summary>
    public string? Product { get; init; }

    /// <summary>Where to search when the settings do not say.</summary>
    public IReadOnlyList<DistinguishedName> Roots => DefaultNamingContext is { } context ? [context] : NamingContexts;

    public static LdapServer Read(LdapEntry? rootDse)
    {
        if (rootDse is null)
            return new LdapServer();
        var capabilities = Texts(rootDse, "supportedCapabilities").ToList();
        var product = string.Join(' ', Texts(rootDse, "vendorName").Concat(Texts(rootDse, "vendorVersion")));
        return new LdapServer
        {
            NamingContexts = [.. Names(rootDse, "namingContexts").Where(name => !name.IsRoot && !OwnTrees.Contains(name))],
            DefaultNamingContext = Names(rootDse, "defaultNamingContext").FirstOrDefault(),
            ForestRoot = Names(rootDse, "rootDomainNamingContext").FirstOrDefault(),
            InstanceName = Texts(rootDse, "dsServiceName").FirstOrDefault(),
            IsActiveDirectory = capabilities.Contains(ActiveDirectoryCapability) || capabilities.Contains(ActiveDirectoryLdsCapability),
            IsOpenLdap = Texts(rootDse, "objectClass").Contains("OpenLDAProotDSE", StringComparer.OrdinalIgnoreCase),
            IsFreeIpa = Texts(rootDse, "ipaDomainLevel").Any(),
            SubschemaEntry = Texts(rootDse, "subschemaSubentry").FirstOrDefault(),
            Product = product.Length > 0 ? product : null,
        };
    }

    /// <summary>The root of the tree that an entry is in, or <see langword="null"/> where the server does not say.</summary>
    public DistinguishedName? ContextOf(DistinguishedName dn) => NamingContexts
        .Where(context => dn.Equals(context) || dn.IsDescendantOf(context))
        .MaxBy(context => context.Normalized.Length);

    /// <summary>
    /// Why another server cannot be read on in this one's place: what is missing there would look as if it were gone. It may hold more.
    /// </summary>
    /// <returns>What differs; <see langword="null"/> if it holds the same directory as far as both say.</returns>
    public string? WhyNotTheSameAs(LdapServer other)
    {
        if (IsActiveDirectory != other.IsActiveDirectory)
            return "only one of them is Active Directory.";
        if (Dialect != other.Dialect)
            return $"it is {other.Dialect}, not {Dialect}.";
        if (!Equals(DefaultNamingContext, other.DefaultNamingContext))
            return $"its domain is {Quote(other.DefaultNamingContext)}, not {Quote(DefaultNamingContext)}.";
        if (!Equals(ForestRoot, other.ForestRoot))
            return $"its forest is {Quote(other.ForestRoot)}, not {Quote(ForestRoot)}.";

        // Controllers of one domain need not all hold the same application partitions (DNS).
        var missing = IsActiveDirectory ? [] : NamingContexts.Except(other.NamingContexts).ToList();
        return missing.Count > 0 ? $"it does not say that it holds {string.Join(", ", missing.Select(Quote))}." : null;
    }

    private static string Quote(DistinguishedName? name) => name is null ? "not known" : $"'{name}'";

    private static IEnumerable<DistinguishedName> Names(LdapEntry entry, string attribute)
    {
        foreach (var text in Texts(entry, attribute))
        {
            if (DistinguishedName.TryParse(text, out var name))
                yield return name;
        }
    }

    private static IEnumerable<string> Texts(LdapEntry entry, string attribute)
    {
        var values = entry[attribute];
        for (var i = 0; i < (values?.Count ?? 0); i++)
        {
            if (values!.TryGetString(i, out var text))
                yield return text;
        }
    }
}
