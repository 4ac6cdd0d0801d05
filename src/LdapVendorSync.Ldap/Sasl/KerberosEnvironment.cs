using System.Runtime.InteropServices;

namespace LdapVendorSync.Ldap.Sasl;

/// <summary>Gets tickets one after another: where a keytab is to be used, the system's Kerberos learns of it only through variables of the
/// whole process.</summary>
/// <remarks>They are the native variables (<c>setenv</c>); those of <see cref="Environment"/> are a copy that native code does not
/// see.</remarks>
internal static partial class KerberosEnvironment
{
    private const string KeytabVariable = "KRB5_CLIENT_KTNAME";
    private const string CacheVariable = "KRB5CCNAME";

    private static readonly SemaphoreSlim Gate = new(1, 1);

    /// <summary>Runs the step that gets a ticket, on a thread that may block.</summary>
    /// <exception cref="KeytabException">The keytab cannot be used.</exception>
    public static async Task<T> RunAsync<T>(KerberosIdentity identity, Func<T> step, CancellationToken cancellationToken)
    {
        await Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        return await Task.Run(() => RunOwned(identity, step), CancellationToken.None).ConfigureAwait(false);
    }

    private static T RunOwned<T>(KerberosIdentity identity, Func<T> step)
    {
        try
        {
            return identity is KeytabIdentity keytab ? RunWith(keytab, step) : step();
        }
        finally
        {
            Gate.Release();
        }
    }

    private static T RunWith<T>(KeytabIdentity identity, Func<T> step)
    {
        var keytab = Keytab.Read(identity.File);
        var content = keytab.Only(identity.Principal);
        if (keytab.StartsWith(identity.Principal)) return RunWith(identity.File, step);

        // Only its owner can enter the folder
        var folder = Directory.CreateTempSubdirectory("ldapvendorsync-");
        try
        {
            var file = Path.Combine(folder.FullName, "keytab");
            File.WriteAllBytes(file, content);
            return RunWith(file, step);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static T RunWith<T>(string keytabFile, Func<T> step)
    {
        // A cache of its own: tickets of the current user must not be taken instead, nor replaced
        using var keytab = new Variable(KeytabVariable, $"FILE:{keytabFile}");
        using var cache = new Variable(CacheVariable, $"MEMORY:ldapvendorsync-{Guid.NewGuid():n}");
        return step();
    }

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetVariable(string name);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnsetVariable(string name);

    /// <summary>A native variable that has another value until it is disposed.</summary>
    private sealed class Variable : IDisposable
    {
        private readonly string _name;
        private readonly string? _before;

        public Variable(string name, string value)
        {
            _name = name;
            _before = Marshal.PtrToStringUTF8(GetVariable(name));
            _ = SetVariable(name, value, overwrite: 1);
        }

        public void Dispose() => _ = _before is null ? UnsetVariable(_name) : SetVariable(_name, _before, overwrite: 1);
    }
}
