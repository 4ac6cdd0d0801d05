namespace LdapVendorSync.Ldap.Tests.Faults;

internal static class Eventually
{
    /// <summary>Waits for what another thread does, as long as only a hang would take.</summary>
    public static async Task BeTrueAsync(Func<bool> condition)
    {
        using var hang = new CancellationTokenSource(PeerOptions.HangLimit);
        while (!condition()) await Task.Delay(5, hang.Token);
    }
}
