using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Http;

/// <summary>A vendor that tests speak to over HTTP.</summary>
internal static class HttpVendor
{
    /// <summary>Long enough for a busy machine; the skipping clock knows time limits by it.</summary>
    public const double TimeoutSeconds = 29;

    public static SkippingTimeProvider Clock() => new(TimeSpan.FromSeconds(TimeoutSeconds));

    public static VendorSettings Settings(Uri baseUrl) => new()
    {
        Name = "App",
        Module = "rest",
        BaseUrl = baseUrl,
        Groups = [],
        TimeoutSeconds = TimeoutSeconds,
        ErrorHandling = new ErrorHandlingSettings { MaxRetries = 3, RetryWaitSeconds = 0, OutageWaitSeconds = 2 },
    };

    public static Task<VendorHttpClient> ConnectAsync(VendorSettings settings, TimeProvider? clock = null, LogRecorder? log = null) =>
        VendorHttpClient.CreateAsync(Context(settings, clock, log), CancellationToken.None);

    public static VendorContext Context(VendorSettings settings, TimeProvider? clock = null, LogRecorder? log = null) => new()
    {
        Settings = settings,
        TimeProvider = clock ?? TimeProvider.System,
        LoggerFactory = log ?? new LogRecorder(),
    };

    public static VendorHttpRequest Get(string address = "/things") =>
        new() { Method = HttpMethod.Get, Address = address, Purpose = "read the things" };

    public static VendorHttpRequest Post(Func<CancellationToken, Task<bool>>? isDone = null) => new()
    {
        Method = HttpMethod.Post,
        Address = "/things",
        Purpose = "create a thing",
        Body = "{}"u8.ToArray(),
        ContentType = "application/json",
        IsWrite = true,
        IsIdempotent = false,
        IsDoneAsync = isDone,
    };
}
