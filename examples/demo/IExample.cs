namespace LdapVendorSync.Demo;

/// <summary>One of the set-ups in <c>examples/</c>, with servers in the place of the real ones.</summary>
internal interface IExample : IAsyncDisposable
{
    /// <summary>The name of its folder.</summary>
    string Name { get; }

    /// <summary>Starts the servers, and tells the stage the variables that lead to them.</summary>
    Task StartAsync(Stage stage);

    /// <summary>Runs the command step by step, and checks after each what became of it.</summary>
    /// <exception cref="DemoException">Something did not come out as it should.</exception>
    Task PlayAsync(Stage stage);
}
