using System.Text.Json;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Tests.Security;

public sealed class SecretTests
{
    private sealed record Holder(string Name, Secret Password);

    [Fact]
    public void A_secret_gives_its_text_away_only_when_asked()
    {
        var secret = new Secret("canary");

        secret.Reveal().ShouldBe("canary");
        secret.IsKnown.ShouldBeTrue();
        secret.ToString().ShouldBe("***");
        $"{secret}".ShouldBe("***");
        new Holder("a", secret).ToString().ShouldBe("Holder { Name = a, Password = *** }");
        JsonSerializer.Serialize(new Holder("a", secret)).ShouldBe("""{"Name":"a","Password":"***"}""");
    }

    [Fact]
    public void A_secret_is_not_read_from_json() =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Secret>("\"canary\""));

    [Fact]
    public async Task A_secret_is_fetched_once_however_many_want_it()
    {
        var fetches = 0;
        var released = new TaskCompletionSource<string>();
        var secret = new Secret(_ =>
        {
            Interlocked.Increment(ref fetches);
            return released.Task;
        });

        secret.IsKnown.ShouldBeFalse();
        Should.Throw<InvalidOperationException>(secret.Reveal);
        var wanting = Enumerable.Range(0, 10).Select(_ => secret.RevealAsync(CancellationToken.None).AsTask()).ToArray();
        released.SetResult("text");

        (await Task.WhenAll(wanting)).ShouldAllBe(text => text == "text");
        fetches.ShouldBe(1);
        secret.Reveal().ShouldBe("text");
    }

    [Fact]
    public async Task A_secret_that_could_not_be_fetched_is_fetched_again()
    {
        var fetches = 0;
        var secret = new Secret(_ => ++fetches == 1
            ? Task.FromException<string>(new SecretUnavailableException("The vault is locked."))
            : Task.FromResult("text"));

        await Should.ThrowAsync<SecretUnavailableException>(async () => await secret.RevealAsync(CancellationToken.None));

        (await secret.RevealAsync(CancellationToken.None)).ShouldBe("text");
    }

    [Fact]
    public async Task Who_gives_up_waiting_does_not_give_up_for_others()
    {
        using var impatient = new CancellationTokenSource();
        var fetches = 0;
        var secret = new Secret(async cancellationToken =>
        {
            if (Interlocked.Increment(ref fetches) > 1)
                return "text";
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return "never";
        });
        var first = secret.RevealAsync(impatient.Token).AsTask();
        var second = secret.RevealAsync(CancellationToken.None).AsTask();

        await impatient.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => first);
        (await second.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBe("text");
    }
}
