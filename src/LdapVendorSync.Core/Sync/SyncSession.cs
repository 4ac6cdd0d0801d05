using System.Collections.Concurrent;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sync;

/// <summary>A configuration at work: opens its sources and vendors when they are asked for, and closes the sources at the end.</summary>
/// <param name="configuration">The configuration.</param>
/// <param name="environment">The surroundings.</param>
public sealed class SyncSession(SyncConfiguration configuration, SyncEnvironment environment) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<ISource>> _sources = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The configuration.</summary>
    public SyncConfiguration Configuration { get; } = configuration;

    /// <summary>The surroundings.</summary>
    public SyncEnvironment Environment { get; } = environment;

    /// <summary>Cancelled when the work shall end: vendors then begin nothing new and wait for nothing but answers.</summary>
    public CancellationToken Stopping { get; init; }

    /// <summary>
    /// The history of the run that this session belongs to; <see langword="null"/> where the history is only looked into.
    /// </summary>
    internal HistoryDatabase? OpenHistory { get; set; }

    /// <summary>Whether the run writes nothing.</summary>
    internal bool IsDryRun { get; init; }

    /// <summary>The history file of the configuration, and its keys.</summary>
    public HistoryLocation History => HistoryLocation.Of(Configuration);

    /// <summary>A source by its name.</summary>
    /// <param name="name">The name, in any case; <see langword="null"/> for the only source.</param>
    /// <exception cref="SourceException">There is no such source, or several and none was named.</exception>
    public ISource GetSource(string? name)
    {
        var settings = name is null ? OnlySource() : FindSource(name);
        return _sources.GetOrAdd(settings.Name, _ => new Lazy<ISource>(() => Open(settings))).Value;
    }

    /// <summary>The settings that a source is opened with: those of the configuration, with the attributes that mappings ask for.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <exception cref="SourceException">There is no such source.</exception>
    public SourceSettings GetSourceSettings(string name) => WithMappedAttributes(FindSource(name));

    /// <summary>The settings of a vendor by its name, in any case.</summary>
    /// <exception cref="VendorException">There is no such vendor.</exception>
    public VendorSettings GetVendor(string name) =>
        Configuration.Vendors.FirstOrDefault(vendor => vendor.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new VendorException(
            VendorFailure.NotFound,
            $"There is no vendor '{name}'; the configuration has {Names(Configuration.Vendors.Select(vendor => vendor.Name))}.");

    /// <summary>The mapping that owns a vendor group; <see langword="null"/> where none does.</summary>
    public SyncMapping? FindMapping(string vendor, string vendorGroup) => SyncMapping.Of(GetVendor(vendor), Configuration.Sources)
        .FirstOrDefault(mapping => mapping.Reference.VendorGroup.Equals(vendorGroup, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// A source group as its mappings read it: whether nested groups count is theirs to say where they agree, else the source's.
    /// </summary>
    /// <param name="source">The name of the source.</param>
    /// <param name="group">The group, as the mappings name it.</param>
    public GroupReference ReferTo(string source, string group)
    {
        var recurse = Configuration.Vendors
            .SelectMany(vendor => vendor.Groups)
            .SelectMany(mapping => mapping.GroupsToRead())
            .Where(mapping => mapping.Source.Equals(source, StringComparison.OrdinalIgnoreCase))
            .Where(mapping => mapping.SourceGroup.Equals(group, StringComparison.OrdinalIgnoreCase))
            .Select(mapping => mapping.Recurse)
            .Distinct()
            .ToList();
        return new GroupReference(group, recurse is [var only] ? only : null);
    }

    /// <summary>
    /// Whether a read is of the source group of a mapping's part, however either names the group. A read from a server that the
    /// configuration does not know is judged by its group alone.
    /// </summary>
    public bool IsReadOf(MappingSettings part, GroupRead read)
    {
        var source = Configuration.Sources.FirstOrDefault(source => source.Name.Equals(read.System, StringComparison.OrdinalIgnoreCase));
        return (source is null || source.Name.Equals(part.Source, StringComparison.OrdinalIgnoreCase))
            && SourceGroupName.AreSame(source, read.Group, part.SourceGroup);
    }

    /// <summary>The confirmed pairs that stand for a mapping, without touching the history.</summary>
    /// <exception cref="HistoryException">The history cannot be read.</exception>
    public async Task<MemberLinks> ReadLinksAsync(SyncMapping mapping, CancellationToken cancellationToken)
    {
        var target = GetVendor(mapping.Reference.Vendor).Target;
        var links = new List<Link>();
        foreach (var source in mapping.Sources)
            links.AddRange(await HistoryViewer.GetLinksAsync(History, target, source, cancellationToken).ConfigureAwait(false));
        return new LoadedLinks(mapping, links).Members;
    }

    /// <summary>Connects to a vendor. The caller closes the connection.</summary>
    /// <exception cref="VendorException">The vendor cannot be reached or refuses the credentials.</exception>
    public Task<VendorConnection> ConnectVendorAsync(string name, CancellationToken cancellationToken) =>
        ConnectVendorAsync(GetVendor(name), cancellationToken);

    /// <summary>Connects to a vendor. The caller closes the connection.</summary>
    /// <exception cref="VendorException">The vendor cannot be reached or refuses the credentials.</exception>
    public Task<VendorConnection> ConnectVendorAsync(VendorSettings settings, CancellationToken cancellationToken) =>
        ConnectVendorAsync(settings, null, cancellationToken);

    /// <summary>Connects to a vendor, for a check that wants to know of each step. The caller closes the connection.</summary>
    /// <param name="settings">The vendor.</param>
    /// <param name="checks">Gets the steps of the login.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="VendorException">The vendor cannot be reached or refuses the credentials.</exception>
    internal async Task<VendorConnection> ConnectVendorAsync(
        VendorSettings settings, Action<CheckResult>? checks, CancellationToken cancellationToken)
    {
        var provider = CreateProvider(settings, checks);
        try
        {
            await provider.ConnectAsync(cancellationToken).ConfigureAwait(false);
            return new VendorConnection(settings, provider);
        }
        catch
        {
            await provider.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// What keeps vendors from being synced as they are configured, as far as their providers know without asking them.
    /// </summary>
    /// <returns>
    /// The faults, each in a sentence that names the vendor; none of a vendor whose provider cannot be made, as connecting tells why.
    /// </returns>
    public async Task<IReadOnlyList<string>> FindCapabilityFaultsAsync(IEnumerable<VendorSettings> vendors)
    {
        ArgumentNullException.ThrowIfNull(vendors);
        var faults = new List<string>();
        foreach (var vendor in vendors)
            faults.AddRange(await FindCapabilityFaultsAsync(vendor).ConfigureAwait(false));
        return faults;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var source in _sources.Values.Where(source => source.IsValueCreated))
            await source.Value.DisposeAsync().ConfigureAwait(false);
    }

    private VendorMemory MemoryOf(VendorSettings settings) => OpenHistory is { } history
        ? VendorMemory.In(history, settings.Target, IsDryRun || settings.DryRun)
        : VendorMemory.LookedUpIn(History, settings.Target);

    private async Task<IEnumerable<string>> FindCapabilityFaultsAsync(VendorSettings vendor)
    {
        try
        {
            var provider = CreateProvider(vendor, null);
            await using var disposal = provider.ConfigureAwait(false);
            return CapabilityCheck.FindFaults(vendor, provider.Capabilities).Select(fault => $"Vendor '{vendor.Name}': {fault}");
        }
#pragma warning disable CA1031 // A provider may be anybody's code, and what is wrong with it is told where it is used.
        catch (Exception)
#pragma warning restore CA1031
        {
            return [];
        }
    }

    private IVendorProvider CreateProvider(VendorSettings settings, Action<CheckResult>? checks) =>
        Environment.Providers.Create(ContextOf(settings, checks));

    /// <summary>What a provider of a vendor is given.</summary>
    internal VendorContext ContextOf(VendorSettings settings, Action<CheckResult>? checks) => new()
    {
        Settings = settings,
        BaseDirectory = Configuration.BaseDirectory,
        Redactor = Configuration.Redactor,
        LoggerFactory = Environment.LoggerFactory,
        TimeProvider = Environment.TimeProvider,
        Stopping = Stopping,
        Checked = checks,
        Memory = MemoryOf(settings),
    };

    private ISource Open(SourceSettings settings) => Environment.Sources.Create(WithMappedAttributes(settings), new SourceServices
    {
        ErrorHandling = Configuration.ErrorHandling,
        LoggerFactory = Environment.LoggerFactory,
        TimeProvider = Environment.TimeProvider,
        SharesReads = HasSeveralGroups(settings),
        Redactor = Configuration.Redactor,
        Stopping = Stopping,
        Connections = Environment.Connections,
    });

    // A person in five groups is read once; where there is one group, nobody is read twice anyway.
    private bool HasSeveralGroups(SourceSettings settings)
    {
        var parts = Configuration.Vendors
            .SelectMany(vendor => vendor.Groups)
            .SelectMany(mapping => mapping.GroupsToRead())
            .Where(mapping => mapping.Source.Equals(settings.Name, StringComparison.OrdinalIgnoreCase))
            .ToList();
        return parts.Exists(part => part.Recurse != parts[0].Recurse
            || !part.SourceGroup.Equals(parts[0].SourceGroup, StringComparison.OrdinalIgnoreCase));
    }

    // A directory gives attributes by name, so it has to be asked for those that the mappings' expressions and keys refer to.
    private SourceSettings WithMappedAttributes(SourceSettings settings)
    {
        var mapped = Configuration.Vendors
            .SelectMany(vendor => vendor.Groups)
            .SelectMany(mapping => mapping.GroupsToRead())
            .Where(mapping => mapping.Source.Equals(settings.Name, StringComparison.OrdinalIgnoreCase))
            .SelectMany(AttributeProjection.SourceAttributes)
            .Where(attribute => !AttributeNames.IsCanonical(attribute));
        return settings switch
        {
            DirectorySourceSettings directory => directory with { Attributes = With(directory.Attributes) },
            ApiSourceSettings api => api with { Attributes = With(api.Attributes) },
            _ => settings,
        };

        List<string> With(IReadOnlyList<string> attributes) => [.. attributes.Concat(mapped).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private SourceSettings OnlySource() => Configuration.Sources is [var only]
        ? only
        : throw NotFound($"Name one of the sources {SourceNames()}.");

    private SourceSettings FindSource(string name) =>
        Configuration.Sources.FirstOrDefault(source => source.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw NotFound($"There is no source '{name}'; the configuration has {SourceNames()}.");

    private string SourceNames() => Names(Configuration.Sources.Select(source => source.Name));

    private static SourceException NotFound(string message) => new(SourceFailure.Unavailable, message);

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'"));
}
