package io.luoledger.publish;

import io.luoledger.ledger.Topics;
import io.luoledger.wire.ClusterException;
import io.luoledger.wire.Reason;
import java.nio.file.FileSystemException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/** Turns what Kafka's clients throw into sentences for people, without any secret in them. */
public final class Trouble {
    /** How Kafka's clients begin to say that none of the addresses has a host that is known. */
    private static final String NO_SUCH_HOST = "No resolvable bootstrap urls";

    private Trouble() {}

    /** Runs an action on a cluster; what goes wrong there is told as {@link ClusterException}. */
    public static <T extends @org.jspecify.annotations.Nullable Object> T explain(
            ClientSettings client, Supplier<T> action) {
        try {
            return action.get();
        } catch (KafkaException e) {
            throw of(client, e);
        }
    }

    /** The same for an admin client's futures. */
    static <T> T get(ClientSettings client, org.apache.kafka.common.KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw of(client, e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted while waiting for " + client.bootstrapServers(), e);
        }
    }

    /** The same for what the stream processors stumbled over: they read the ledger alone, and write everything else. */
    public static ClusterException whileProcessing(ClientSettings client, AuthorizationException refused) {
        boolean reading = refused instanceof TopicAuthorizationException topics
                && topics.unauthorizedTopics().contains(Topics.EVENTS.name());
        return of(
                client,
                refused instanceof GroupAuthorizationException
                        ? refused
                        : MissingRightException.of(refused, reading ? AclOperation.READ : AclOperation.WRITE));
    }

    static ClusterException of(ClientSettings client, Throwable problem) {
        return new ClusterException(client.redact(sentence(client, problem)));
    }

    /** What happened, as one sentence without its full stop. */
    static String sentence(ClientSettings client, Throwable problem) {
        String at = "the cluster at " + client.bootstrapServers();
        Throwable root = telling(problem);
        return client.redact(
                switch (root) {
                    case SslAuthenticationException e ->
                        at + " and this client don't agree on TLS: " + message(e)
                                + "; expected a matching truststore and host name in the --command-config file";
                    case AuthenticationException e ->
                        at + " refused the login: " + message(e)
                                + "; expected the cluster's SASL mechanism, user and password in the --command-config file";
                    case AuthorizationException e ->
                        at + " doesn't permit it: " + right(e)
                                + "; luo-ledger cluster roles lists what each role needs";
                    case ConfigException e ->
                        message(e).startsWith(NO_SUCH_HOST)
                                ? at + " can't be reached: no such host; expected the address of a broker"
                                : "the client's configuration can't be used: " + message(e);
                    case FileSystemException e ->
                        "the client's configuration can't be used: " + e.getFile() + ": " + message(e);
                    case KafkaStorageException e ->
                        at + " can't write to its disk, which is full or fails it (" + message(e) + ")";
                    case InvalidOffsetException e ->
                        at + " no longer holds what comes next: it was trimmed or lost while it was read (" + message(e)
                                + "); expected the same command again";
                    case RetriableException e ->
                        at + " can't be reached: no answer for "
                                + client.timeout().toSeconds() + " s (" + message(e) + ")";
                    default -> at + " reported: " + message(root);
                });
    }

    /** What was missing. Who writes, creates or deletes says so itself: all others read. */
    private static String right(AuthorizationException refused) {
        AuthorizationException told = MissingRightException.of(refused, AclOperation.READ);
        return told instanceof MissingRightException ? "this login lacks " + message(told) : message(refused);
    }

    /** The exception of the chain that says most. */
    private static Throwable telling(Throwable problem) {
        Throwable telling = problem;
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof AuthenticationException
                    || cause instanceof AuthorizationException
                    || cause instanceof ConfigException) {
                return cause;
            }
            // "Failed to construct kafka consumer" says nothing: what is below it does
            if (telling.getClass() == KafkaException.class || telling instanceof ExecutionException) {
                telling = cause;
            }
        }
        return telling;
    }

    private static String message(Throwable problem) {
        return Reason.of(problem);
    }
}
