namespace LdapVendorSync.Core.Configuration;

/// <summary>The settings of a source that can tell what changed in it.</summary>
public interface IIncrementalSettings
{
    /// <summary>Whether groups that are known not to have changed are read again.</summary>
    IncrementalReading Incremental { get; }

    /// <summary>After which time a group is read again even if it is known not to have changed.</summary>
    TimeSpan FullReadEvery { get; }
}
