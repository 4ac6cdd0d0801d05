namespace LdapVendorSync.Cli.Commands;

/// <summary>A command whose help shows examples.</summary>
internal interface IHasExamples
{
    /// <summary>The examples, the simplest first.</summary>
    IReadOnlyList<Example> Examples { get; }
}

/// <summary>An example for the help.</summary>
/// <param name="Line">What to type.</param>
/// <param name="Explanation">What it does.</param>
internal sealed record Example(string Line, string Explanation);
