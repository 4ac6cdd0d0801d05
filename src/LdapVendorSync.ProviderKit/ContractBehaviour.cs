namespace LdapVendorSync.ProviderKit;

/// <summary>One thing that every provider must do.</summary>
public sealed record ContractBehaviour
{
    internal ContractBehaviour(string name, string requirement, string reason, ContractNeeds needs, Func<ContractScene, Task> run)
    {
        Name = name;
        Requirement = requirement;
        Reason = reason;
        Needs = needs;
        Run = run;
    }

    /// <summary>What it is called in results: lower case, by area.</summary>
    public string Name { get; }

    /// <summary>What must hold: one sentence.</summary>
    public string Requirement { get; }

    /// <summary>What goes wrong in a sync where it does not hold: one sentence.</summary>
    public string Reason { get; }

    /// <summary>What it needs to be run.</summary>
    public ContractNeeds Needs { get; }

    internal Func<ContractScene, Task> Run { get; }

    /// <inheritdoc />
    public override string ToString() => Name;
}
