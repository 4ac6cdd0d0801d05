using System.ComponentModel.DataAnnotations;
using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Vendors.Sqlite;

/// <summary>The block <c>sqlite:</c> of a vendor whose users and groups are kept in a SQLite file.</summary>
public sealed record SqliteSettings : IProviderSettings
{
    /// <summary>The file, an absolute path once loaded. The first change creates it.</summary>
    [Setting("The database file; the first change creates it.", IsPath = true)]
    public required string Database { get; init; }

    /// <summary>How long to wait for another program that writes to the file, in seconds.</summary>
    [Setting("How long to wait for another program that writes to the file, in seconds.")]
    [Range(1, 600)]
    public double BusyTimeoutSeconds { get; init; } = 10;

    /// <summary>Whether the file is only read: a vendor to compare with, not to write to.</summary>
    [Setting("Whether the file is only read: a vendor to compare with, not to write to.")]
    public bool ReadOnly { get; init; }

    /// <summary>
    /// The file itself, wherever links lead, so that two names of one file are one target; <see langword="null"/> while no file is given.
    /// </summary>
    public string? Target => Database switch
    {
        "" => null,
        _ when File.Exists(Database) && File.ResolveLinkTarget(Database, returnFinalTarget: true) is { } file => file.FullName,
        _ => Path.GetFullPath(Database),
    };

    /// <inheritdoc />
    public IEnumerable<SettingProblem> Validate(VendorSettings vendor)
    {
        if (vendor.BaseUrl is not null)
            yield return new SettingProblem("base_url", "A SQLite vendor has no address.", "Remove it; the file is sqlite.database.");
        if (vendor.Auth is not null)
            yield return new SettingProblem("auth", "A SQLite vendor has no log-in.", "Remove it; the rights of the file decide.");
    }
}
