namespace LdapVendorSync.ProviderKit;

/// <summary>What became of one behaviour.</summary>
/// <param name="Behaviour">The behaviour.</param>
/// <param name="Outcome">Passed, failed or skipped.</param>
/// <param name="Reason">Why it failed or was skipped; <see langword="null"/> where it passed.</param>
/// <param name="Duration">How long it took.</param>
public sealed record ContractResult(ContractBehaviour Behaviour, ContractOutcome Outcome, string? Reason, TimeSpan Duration)
{
    /// <inheritdoc />
    public override string ToString() => Reason is null ? $"{Outcome}: {Behaviour}" : $"{Outcome}: {Behaviour}: {Reason}";
}

/// <summary>What became of a behaviour.</summary>
public enum ContractOutcome
{
    /// <summary>It holds.</summary>
    Passed,

    /// <summary>It does not hold.</summary>
    Failed,

    /// <summary>It was not looked at, or cannot hold, for a reason.</summary>
    Skipped,
}
