namespace LdapVendorSync.Cli.Tests.Chaos;

/// <summary>How one run is made.</summary>
internal sealed record RunSettings
{
    /// <summary>Whether the command is started; else the run is made in the tests' own process, which is faster.</summary>
    public bool AsProcess { get; init; }

    /// <summary>The port of the directory; <see langword="null"/> for its own.</summary>
    public int? DirectoryPort { get; init; }

    /// <summary>Who reads the directory.</summary>
    public string Reader { get; init; } = ChaosDirectory.Reader;

    /// <summary>How long the directory may be silent, in seconds. Generous, where it is not the fault.</summary>
    public double DirectoryPatience { get; init; } = 60;

    /// <summary>How long a vendor may take, in seconds.</summary>
    public double VendorPatience { get; init; } = 60;

    /// <summary>Whether groups that did not change are left unread.</summary>
    public bool IsIncremental { get; init; } = true;

    /// <summary>The port of the mail server; <see langword="null"/> for its own.</summary>
    public int? MailPort { get; init; }

    /// <summary>Who gets the mails.</summary>
    public string Recipient { get; init; } = "admin@example.test";

    /// <summary>The clock, for a run in the tests' own process.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Starts the command, for a run as a process.</summary>
    public IReadOnlyList<string> Launcher { get; init; } = [];

    /// <summary>Further environment variables, for a run as a process.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Called with the process once it has started.</summary>
    public Action<System.Diagnostics.Process>? Started { get; init; }

    /// <summary>The folder of the configuration, below that of the world.</summary>
    public string ConfigurationFolder { get; init; } = "first";
}
