namespace LdapVendorSync.Cli.Commands;

/// <summary>A command whose help shows examples.</summary>
internal interface IHasExamples
{
    /// <summary>The examples, the simplest first.</summary>
    IReadOnlyList<Example> Examples { get; }
}
