using Microsoft.AspNetCore.Http;

namespace LdapVendorSync.Core.Tests.Http.Authentication;

/// <summary>Holds the answer of a token endpoint back until the test lets it go on.</summary>
internal sealed class HeldToken
{
    private readonly TaskCompletionSource _asked = new();
    private readonly TaskCompletionSource _released = new();

    /// <summary>Ends when the token was asked for.</summary>
    public Task Asked => _asked.Task;

    public void Release() => _released.SetResult();

    /// <summary>As <see cref="TokenVendor.Misbehave"/> takes it.</summary>
    public async Task<bool> HoldAsync(int number, HttpContext context)
    {
        _asked.SetResult();
        await _released.Task;
        return false;
    }
}
