package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the cluster commands say without a cluster; {@link ComposeSecureIT} shows what they do to one. */
class ClusterCommandTest {
    @TempDir
    private Path temp;

    @Test
    void shouldListTheRightsOfARoleAsCallsToCopy() {
        // When
        Ran ran = Ran.command("cluster", "roles", "writer", "--principal", "User:agent", "--name", "web-");

        // Then
        assertThat(ran.code()).isZero();
        assertThat(ran.lines())
                .contains(
                        "kafka-acls --add --allow-principal User:agent --operation Write"
                                + " --transactional-id luo-ledger-writer-web- --resource-pattern-type prefixed",
                        "kafka-acls --add --allow-principal User:agent --operation Read --operation Write --topic luo.heads");
    }

    @Test
    void shouldSayWhatAGrantLooksLike() {
        // When
        List<Ran> wrong =
                List.of(setup("writer"), setup("writer=agent"), setup("root=User:me"), setup("archive=User:me/x"));

        // Then
        assertThat(wrong).allSatisfy(ran -> assertThat(ran.code()).isEqualTo(2));
        assertThat(wrong)
                .extracting(ran -> ran.err().lines().findFirst().orElse(""))
                .containsExactly(
                        "luo-ledger: --grant takes ROLE=User:NAME or ROLE=User:NAME/NAME, not \"writer\"",
                        "luo-ledger: --grant takes ROLE=User:NAME or ROLE=User:NAME/NAME, not \"writer=agent\"",
                        "luo-ledger: no role \"root\"; expected one of writer, processors, reader, archive, kernels",
                        "luo-ledger: role archive is named by nothing, not \"x\"");
    }

    @Test
    void shouldShowNoPasswordOfALoginThatIsNone() throws IOException {
        // Given
        Path logins = Files.writeString(temp.resolve("logins"), "agent=s3cret\nother=\n");

        // When
        Ran ran = Ran.command("cluster", "setup", "--bootstrap-server", "h:1", "--logins", logins);

        // Then
        assertThat(ran)
                .isEqualTo(new Ran(
                        3,
                        "",
                        "luo-ledger: " + logins + ": login other has no password, expected lines NAME=PASSWORD"
                                + System.lineSeparator()));
    }

    private static Ran setup(String grant) {
        return Ran.command("cluster", "setup", "--bootstrap-server", "h:1", "--grant", grant);
    }
}
