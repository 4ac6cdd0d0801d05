using System.Text.Json;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics.Logging;
using LdapVendorSync.Core.Security;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Tests.Diagnostics.Logging;

public sealed class LogFactoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-log-").FullName;
    private readonly SecretRedactor _redactor = new();
    private readonly List<LogLine> _shown = [];

    public LogFactoryTests() => _redactor.Add("canary-secret");

    private string LogFolder => Path.Combine(_folder, "logs");

    [Fact]
    public void A_text_line_says_when_how_bad_where_and_what()
    {
        Log(new LoggingSettings { LogDirectory = LogFolder }, logger =>
        {
            using (logger.BeginRun("0123abcd"))
            using (logger.BeginVendor("Grafana"))
            using (logger.BeginGroup("SRE"))
                logger.LogInformation("Added {User} after {Count} tries", "ada", 2);
        });

        var line = ReadLog().ShouldHaveSingleItem();
        line.ShouldMatch(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} [+-]\d\d:\d\d \[INFO\] \[0123abcd Grafana/SRE\] LogFactoryTests - Added ada after 2 tries$");
    }

    [Fact]
    public void A_json_line_is_one_object_with_its_parts()
    {
        Log(new LoggingSettings { LogDirectory = LogFolder, Format = LogFormat.Json }, logger =>
        {
            using (logger.BeginRun("0123abcd"))
            using (logger.BeginVendor("Grafana"))
            {
                var error = new InvalidOperationException("broken\nby canary-secret");
                logger.LogError(error, "Failed {User} {Count} {Ratio} {Really} {Nothing}", "a\"b", 2, 0.5, true, null);
            }
        });

        using var json = JsonDocument.Parse(ReadLog().ShouldHaveSingleItem());
        var root = json.RootElement;
        root.GetProperty("time").GetDateTimeOffset().ShouldBeGreaterThan(DateTimeOffset.UnixEpoch);
        root.GetProperty("level").GetString().ShouldBe("ERROR");
        root.GetProperty("runId").GetString().ShouldBe("0123abcd");
        root.GetProperty("vendor").GetString().ShouldBe("Grafana");
        root.TryGetProperty("group", out _).ShouldBeFalse();
        root.GetProperty("exception").GetString()!.ShouldContain("broken\nby ***");
        var properties = root.GetProperty("properties");
        root.GetProperty("user").GetString().ShouldBe("a\"b");
        properties.GetProperty("Count").GetInt32().ShouldBe(2);
        properties.GetProperty("Ratio").GetDouble().ShouldBe(0.5);
        properties.GetProperty("Really").GetBoolean().ShouldBeTrue();
        properties.GetProperty("Nothing").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData(LogFormat.Text)]
    [InlineData(LogFormat.Json)]
    public void No_way_out_of_the_log_shows_a_secret(LogFormat format)
    {
        var settings = new LoggingSettings { LogDirectory = LogFolder, Format = format, Level = LogLevel.Trace };
        var inner = new InvalidOperationException("inner canary-secret");
        Log(settings, logger =>
        {
            using (logger.BeginRun("canary-secret"))
            using (logger.BeginScope("scope canary-secret"))
            using (logger.BeginScope(new Dictionary<string, object> { ["Extra"] = "canary-secret" }))
            {
                logger.LogInformation("plain canary-secret");
                logger.LogInformation("value {Value} {@Deep}", "canary-secret", new { Key = new[] { "canary-secret" } });
                logger.LogInformation("secret {Secret} {@Secret}", new Secret("canary-other"), new Secret("canary-other"));
                logger.LogError(new AggregateException("outer canary-secret", inner), "failed");
                logger.LogDebug("Authorization: Bearer canary-header");
                logger.LogInformation("{Base64}", Convert.ToBase64String("canary-secret"u8));
            }
        }, new LogOutput(LogLevel.Trace, _shown.Add));

        var written = string.Join('\n', ReadLog()) + string.Join('\n', _shown);
        written.ShouldNotContain("canary");
        written.ShouldNotContain(Convert.ToBase64String("canary-secret"u8));
        written.ShouldContain("***");
    }

    [Theory]
    [InlineData(LogFormat.Text)]
    [InlineData(LogFormat.Json)]
    public void A_name_cannot_forge_an_entry(LogFormat format)
    {
        Log(new LoggingSettings { LogDirectory = LogFolder, Format = format }, logger =>
            logger.LogInformation("Added {User}", "ada\n2025-01-01 00:00:00.000 +00:00 [INFO] Removed nobody\u001b[31m\u0085"));

        var line = ReadLog().ShouldHaveSingleItem();
        line.ShouldNotContain("\u001b");
        line.ShouldNotContain("\u0085");
    }

    [Fact]
    public void An_exception_stands_indented_below_its_entry()
    {
        Log(new LoggingSettings { LogDirectory = LogFolder },
            logger => logger.LogError(new InvalidOperationException("first\nsecond"), "failed"));

        var lines = ReadLog();
        lines.Length.ShouldBe(3);
        lines[1].ShouldBe("  System.InvalidOperationException: first");
        lines[2].ShouldBe("  second");
    }

    [Fact]
    public void Each_output_has_its_own_level()
    {
        var errors = new List<LogLine>();
        Log(
            new LoggingSettings { LogDirectory = LogFolder, Level = LogLevel.Information },
            logger =>
            {
                logger.LogTrace("trace");
                logger.LogInformation("information");
                logger.LogCritical("critical");
            },
            new LogOutput(LogLevel.Trace, _shown.Add),
            new LogOutput(LogLevel.Error, errors.Add),
            new LogOutput(LogLevel.None, _ => throw new InvalidOperationException("nothing is shown here")));

        ReadLog().Length.ShouldBe(2);
        _shown.Select(line => line.Level).ShouldBe([LogLevel.Trace, LogLevel.Information, LogLevel.Critical]);
        errors.ShouldHaveSingleItem().Message.ShouldBe("critical");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Without_files_nothing_is_written(bool settingsGiven)
    {
        Log(settingsGiven ? new LoggingSettings { LogDirectory = LogFolder, Level = LogLevel.None } : null,
            logger => logger.LogCritical("x"),
            new LogOutput(LogLevel.Warning, _shown.Add));

        Directory.Exists(LogFolder).ShouldBeFalse();
        _shown.ShouldHaveSingleItem();
    }

    [SkippableFact]
    public void Files_are_for_their_owner_alone()
    {
        Log(new LoggingSettings { LogDirectory = LogFolder }, logger => logger.LogInformation("x"));

        PrivateMode.ShouldHoldForFile(Directory.GetFiles(LogFolder, "*.log").Single());
        PrivateMode.ShouldHoldForFolder(LogFolder);
    }

    [Fact]
    public void A_file_is_named_by_its_day_and_kept_for_the_days_that_are_set()
    {
        Directory.CreateDirectory(LogFolder);
        var today = DateTime.Now;
        foreach (var age in new[] { 1, 2, 3, 30 })
            File.WriteAllText(Path.Combine(LogFolder, $"ldap-vendor-sync-{today.AddDays(-age):yyyyMMdd}.log"), "old");
        File.WriteAllText(Path.Combine(LogFolder, "other.log"), "not ours");

        Log(new LoggingSettings { LogDirectory = LogFolder, RetentionDays = 2 }, logger => logger.LogInformation("x"));

        var names = Directory.GetFiles(LogFolder).Select(Path.GetFileName).Order().ToArray();
        names.ShouldContain($"ldap-vendor-sync-{today:yyyyMMdd}.log");
        names.ShouldContain($"ldap-vendor-sync-{today.AddDays(-1):yyyyMMdd}.log");
        names.ShouldNotContain($"ldap-vendor-sync-{today.AddDays(-3):yyyyMMdd}.log");
        names.ShouldNotContain($"ldap-vendor-sync-{today.AddDays(-30):yyyyMMdd}.log");
        names.ShouldContain("other.log");
    }

    [Fact]
    public void Two_at_once_lose_nothing()
    {
        var settings = new LoggingSettings { LogDirectory = LogFolder };
        using (var first = LogFactory.Create(settings, _redactor))
        using (var second = LogFactory.Create(settings, _redactor))
        {
            first.CreateLogger("a").LogInformation("of the first");
            second.CreateLogger("b").LogInformation("of the second");
        }

        ReadLog().Length.ShouldBe(2);
    }

    [Fact]
    public async Task Many_that_begin_at_the_same_moment_lose_nothing_and_mix_nothing()
    {
        const int Count = 12;
        using var start = new Barrier(Count);
        await Task.WhenAll(Enumerable.Range(0, Count).Select(number => Task.Factory.StartNew(
            () =>
            {
                using var factory = LogFactory.Create(new LoggingSettings { LogDirectory = LogFolder }, _redactor);
                var logger = factory.CreateLogger("process");
                start.SignalAndWait();
                for (var i = 0; i < 50; i++)
                    logger.LogInformation("{Number} says {What}", number, new string('x', 200));
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        var lines = ReadLog();
        lines.Length.ShouldBe(Count * 50);
        lines.ShouldAllBe(line => line.EndsWith(" says " + new string('x', 200), StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_an_error_of_the_configuration()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "in the way");

        var exception = Should.Throw<ConfigurationException>(
            () => LogFactory.Create(new LoggingSettings { LogDirectory = Path.Combine(file, "logs") }, _redactor));

        exception.Problems.ShouldHaveSingleItem().Key.ShouldBe("logging.log_dir");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Log(LoggingSettings? settings, Action<ILogger> write, params LogOutput[] outputs)
    {
        using var factory = LogFactory.Create(settings, _redactor, outputs);
        write(factory.CreateLogger<LogFactoryTests>());
    }

    private string[] ReadLog() => [.. Directory.GetFiles(LogFolder, "*.log").Order().SelectMany(File.ReadAllLines)];
}
