namespace LdapVendorSync.Core.Audit.Comparison;

/// <summary>How much a finding matters, for an administrator who has time for some of them.</summary>
public enum FindingSeverity
{
    /// <summary>Good to know.</summary>
    Info,

    /// <summary>Untidy, and no risk.</summary>
    Low,

    /// <summary>Somebody lacks access, or the systems tell different stories.</summary>
    Medium,

    /// <summary>Somebody may have access that nobody means them to have.</summary>
    High,
}
