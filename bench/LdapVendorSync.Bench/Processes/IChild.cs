namespace LdapVendorSync.Bench.Processes;

/// <summary>Something that is measured in, or serves from, a process of its own: this program with <c>child NAME</c>.</summary>
internal interface IChild
{
    /// <summary>Its name on the command line.</summary>
    string Name { get; }

    /// <summary>Does its work. What it writes to standard output is its answer.</summary>
    Task<int> RunAsync(string[] arguments);
}
