package io.luoledger.publish;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;

/** Lets people in: logins and rights on a guarded cluster. What is there already stays as it is. */
public final class Grants {
    private static final int SCRAM_ITERATIONS = 8192;

    private Grants() {}

    /**
     * Gives rights.
     *
     * @throws io.luoledger.wire.ClusterException when the cluster isn't guarded, or this login may not give any
     */
    public static void give(ClientSettings client, Collection<AclBinding> rights) {
        run(client, admin -> admin.createAcls(rights).all());
    }

    /**
     * Makes logins (SCRAM-SHA-512), or changes their passwords.
     *
     * @param passwords by user
     */
    public static void logins(ClientSettings client, Map<String, String> passwords) {
        ScramCredentialInfo info = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, SCRAM_ITERATIONS);
        List<UserScramCredentialAlteration> all = passwords.entrySet().stream()
                .map(login -> (UserScramCredentialAlteration)
                        new UserScramCredentialUpsertion(login.getKey(), info, login.getValue()))
                .collect(Collectors.toList());
        run(client, admin -> admin.alterUserScramCredentials(all).all());
    }

    @FunctionalInterface
    private interface Asked {
        org.apache.kafka.common.KafkaFuture<Void> of(Admin admin);
    }

    private static void run(ClientSettings client, Asked asked) {
        Trouble.explain(client, () -> {
            try (Admin admin = Admin.create(client.base())) {
                return asked.of(admin).get();
            } catch (java.util.concurrent.ExecutionException e) {
                throw Trouble.of(
                        client,
                        e.getCause() instanceof AuthorizationException refused
                                ? new MissingRightException(AclOperation.ALTER, "cluster", refused)
                                : e);
            } catch (InterruptedException e) {
                throw new org.apache.kafka.common.errors.InterruptException(e);
            }
        });
    }
}
