using LdapVendorSync.Bench.Measuring;

namespace LdapVendorSync.Bench.Processes;

/// <summary>
/// Whole programs to be measured, as users have them: the command, published from this repository, and the least that there can be to hold
/// it against. Each is published when it is first asked for, into a folder of the bench, so that no build of the sources is disturbed.
/// </summary>
/// <param name="context">Gives the folders.</param>
/// <param name="command">A command that is there already; <see langword="null"/> to publish that of this repository.</param>
internal sealed class PublishedPrograms(BenchContext context, FileInfo? command)
{
    private const string Solution = "LdapVendorSync.sln";
    private string? _command = command?.FullName;
    private string? _helloWorld;

    /// <summary>The path of <c>ldap-vendor-sync</c>.</summary>
    /// <exception cref="InvalidOperationException">It cannot be published here; the message says why.</exception>
    public async Task<string> CommandAsync(CancellationToken cancellationToken) =>
        _command ??= await PublishAsync(
            Path.Combine(FindRepository().FullName, "src", "LdapVendorSync.Cli"), "ldap-vendor-sync", cancellationToken);

    /// <summary>The path of a program that writes a line, as <c>dotnet publish</c> makes it of what <c>dotnet new console</c> writes.</summary>
    /// <exception cref="InvalidOperationException">It cannot be published here; the message says why.</exception>
    public async Task<string> HelloWorldAsync(CancellationToken cancellationToken) =>
        _helloWorld ??= await PublishAsync(await WriteHelloWorldAsync(cancellationToken), "hello", cancellationToken);

    private async Task<string> WriteHelloWorldAsync(CancellationToken cancellationToken)
    {
        var folder = context.NewFolder().FullName;
        var framework = $"net{Environment.Version.Major}.{Environment.Version.Minor}";
        await File.WriteAllTextAsync(
            Path.Combine(folder, "hello.csproj"),
            $"""
             <Project Sdk="Microsoft.NET.Sdk">
               <PropertyGroup>
                 <OutputType>Exe</OutputType>
                 <TargetFramework>{framework}</TargetFramework>
               </PropertyGroup>
             </Project>
             """,
            cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), "System.Console.WriteLine(\"Hello, World!\");", cancellationToken);
        return folder;
    }

    private async Task<string> PublishAsync(string project, string name, CancellationToken cancellationToken)
    {
        context.Say($"Publishing {name}");
        var folder = context.NewFolder().FullName;
        var target = Path.Combine(folder, "published");
        // Without servers that would go on in the background of what is measured next.
        await MeasuredProcess.RunAsync(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [
                "publish", project, "--configuration", "Release", "--output", target, "--artifacts-path", Path.Combine(folder, "artifacts"),
                "--disable-build-servers", "-property:RunAnalyzers=false", "--nologo", "--verbosity", "quiet",
            ],
            keepOutput: true,
            cancellationToken: cancellationToken);
        var program = Path.Combine(target, OperatingSystem.IsWindows() ? $"{name}.exe" : name);
        return File.Exists(program) ? program : throw new InvalidOperationException($"'dotnet publish' of '{project}' made no '{program}'.");
    }

    private static DirectoryInfo FindRepository() =>
        FindUpwards(AppContext.BaseDirectory) ?? FindUpwards(Environment.CurrentDirectory) ?? throw new InvalidOperationException(
            $"No folder above '{AppContext.BaseDirectory}' or '{Environment.CurrentDirectory}' has {Solution}: the command cannot be published "
            + "without its sources. Run the bench in a clone of the repository, or name a command that is there with --command.");

    private static DirectoryInfo? FindUpwards(string start)
    {
        var folder = new DirectoryInfo(start);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, Solution)))
            folder = folder.Parent;
        return folder;
    }
}
