namespace Grpc.Core;

/// <summary>How a channel authenticates the server.</summary>
public abstract class ChannelCredentials
{
    /// <summary>Clear text.</summary>
    public static ChannelCredentials Insecure { get; } = new InsecureCredentials();

    /// <summary>TLS with the certificates that the system trusts.</summary>
    public static ChannelCredentials SecureSsl { get; } = new SecureSslCredentials();

    internal abstract bool IsSecure { get; }

    private sealed class InsecureCredentials : ChannelCredentials
    {
        internal override bool IsSecure => false;
    }

    private sealed class SecureSslCredentials : ChannelCredentials
    {
        internal override bool IsSecure => true;
    }
}
