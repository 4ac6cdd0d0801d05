using System.Runtime.InteropServices;

namespace LdapVendorSync.Fixtures.Processes;

/// <summary>The environment that native libraries see: <see cref="Environment"/> changes a copy of its own.</summary>
public static partial class NativeEnvironment
{
    private static readonly Lock Changing = new();
    private static readonly Dictionary<string, string> Known = [];

    /// <summary>Sets a variable for the rest of the process. Nothing happens where it has the value already.</summary>
    public static void Set(string name, string value)
    {
        lock (Changing)
        {
            if (Known.GetValueOrDefault(name) == value) return;
            _ = SetVariable(name, value, overwrite: 1);
            Known[name] = value;
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
