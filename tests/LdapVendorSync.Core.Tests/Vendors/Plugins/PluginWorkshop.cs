using System.Diagnostics;
using System.Reflection;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Vendors.Plugins;

/// <summary>A folder in which plug-ins are compiled from their source; gone after the test.</summary>
internal sealed class PluginWorkshop : IDisposable
{
    /// <summary>A whole provider but for what it is called and how it is made.</summary>
    public const string Members = """
            public VendorCapabilities Capabilities => new();
            public virtual Task ConnectAsync(CancellationToken c) => Task.CompletedTask;
            public virtual Task<VendorGroup> FindGroupAsync(string g, CancellationToken c) => Task.FromResult(new VendorGroup("1", g));
            public Task<VendorGroup> CreateGroupAsync(string g, CancellationToken c) => Task.FromResult<VendorGroup>(null);
            public virtual GroupRead ReadGroupMembers(VendorGroup g, CancellationToken c) => null;
            public Task<GroupMember> FindUserAsync(MatchKey k, CancellationToken c) => Task.FromResult<GroupMember>(null);
            public Task<GroupMember> CreateUserAsync(GroupMember m, CancellationToken c) => throw new NotSupportedException("no accounts");
            public Task UpdateUserAsync(GroupMember u, IReadOnlyList<AttributeDifference> d, CancellationToken c) => Task.CompletedTask;
            public Task SetUserEnabledAsync(GroupMember u, bool e, CancellationToken c) => Task.CompletedTask;
            public virtual Task AddGroupMemberAsync(VendorGroup g, GroupMember u, CancellationToken c) => Task.CompletedTask;
            public Task RemoveGroupMemberAsync(VendorGroup g, GroupMember u, CancellationToken c) => Task.CompletedTask;
            public ValueTask DisposeAsync() => default;
        """;

    private const string Usings = """
        using System; using System.Collections.Generic; using System.IO; using System.Net.Http; using System.Threading; using System.Threading.Tasks;
        using LdapVendorSync.Core.Configuration; using LdapVendorSync.Core.Members; using LdapVendorSync.Core.Security; using LdapVendorSync.Core.Vendors;
        """;

    public string Folder { get; } = Directory.CreateTempSubdirectory("lvs-plugins-").FullName;

    /// <summary>The example of the repository, as its project builds it.</summary>
    public static string Example { get; } = Path.Combine(Repository(), "examples", "custom-provider", "assembly", "plugin", "Nordwind.Newsletter.dll");

    /// <summary>The source of a provider that does nothing of its own.</summary>
    public static string Provider(string className, string name, string? members = null, string create = "new()", string settings = "null") => $$"""
        public class {{className}} : IVendorProvider
        {
            public static VendorProviderDescriptor Descriptor { get; } = new()
                { Name = "{{name}}", Description = "For a test.", SettingsType = {{settings}}, Create = context => {{Made(className, create)}} };
        {{members ?? Members}}
        }
        """;

    /// <summary>Compiles sources to an assembly, with the compiler of the SDK that runs the tests.</summary>
    /// <param name="name">The assembly's name.</param>
    /// <param name="source">C#, without the usings of the contracts.</param>
    /// <param name="core">The core to compile against; the real one where left out.</param>
    /// <param name="subfolder">A folder of its own.</param>
    /// <param name="usings">The usings in front.</param>
    /// <param name="references">Further assemblies.</param>
    public string Compile(
        string name, string source, string? core = null, string subfolder = "", string? usings = null, params string[] references)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, subfolder)).FullName;
        var code = Path.Combine(Folder, $"{name}.cs");
        var assembly = Path.Combine(folder, $"{name}.dll");
        File.WriteAllText(code, (usings ?? Usings) + "\n" + source);
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string[] referenced =
        [
            .. Directory.EnumerateFiles(runtime, "System*.dll").Where(file => PluginsOf(file)), Path.Combine(runtime, "netstandard.dll"),
            core ?? typeof(IVendorProvider).Assembly.Location, .. references,
        ];
        Run([Compiler(runtime), "-noconfig", "-nologo", "-target:library", "-langversion:latest", $"-out:{assembly}", .. referenced.Select(file => $"-r:{file}"), code]);
        return assembly;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static string Made(string className, string create) => create == "new()" ? $"new {className}()" : create;

    private static bool PluginsOf(string file)
    {
        try
        {
            return AssemblyName.GetAssemblyName(file) is not null;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }

    private static string Compiler(string runtime)
    {
        var sdks = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", "sdk"));
        return Directory.EnumerateFiles(sdks, "csc.dll", SearchOption.AllDirectories).OrderDescending(StringComparer.Ordinal).First();
    }

    private static void Run(string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, output);
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "LdapVendorSync.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
