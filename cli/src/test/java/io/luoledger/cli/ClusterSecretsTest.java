package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code cluster secrets} makes; {@link ComposeSecureIT} shows that a broker and its clients take it. */
class ClusterSecretsTest {
    @TempDir
    private static Path shared;

    private static Ran made;

    @TempDir
    private Path temp;

    /** Once for all tests: certificates take their time. */
    @BeforeAll
    static void make() {
        made = secrets(shared);
    }

    @Test
    void shouldGiveEachPartyWhatItNeedsAndNobodyElse() throws IOException, GeneralSecurityException {
        // Then
        assertThat(made.code()).as(made.toString()).isZero();
        assertThat(made.out().lines().map(String::strip).toList())
                .containsExactly("secrets made in " + shared + ": kafka, admin, agent, sre");
        Map<String, String> files = files(shared);
        assertThat(files.keySet())
                .containsExactly(
                        "admin/client.properties",
                        "admin/logins.properties",
                        "agent/client.properties",
                        "kafka/server.properties",
                        "sre/client.properties");
        Map<String, String> passwords = KafkaOptions.read(shared.resolve("admin/logins.properties"));
        assertThat(passwords).containsOnlyKeys("agent", "sre");
        passwords.forEach((login, password) -> {
            assertThat(password).hasSize(32);
            assertThat(files)
                    .allSatisfy((file, text) -> assertThat(text.contains(password))
                            .as(file)
                            .isEqualTo(file.startsWith("admin/logins") || file.startsWith(login)));
            assertThat(made.toString()).doesNotContain(password);
        });
        assertThat(files)
                .allSatisfy((file, text) -> assertThat(text.contains("PRIVATE KEY"))
                        .as(file)
                        .isEqualTo(file.equals("admin/client.properties") || file.equals("kafka/server.properties")));
        assertCertified("kafka/server.properties", "CN=kafka", List.of("kafka", "kafka.example", "127.0.0.1"));
        assertCertified("admin/client.properties", "CN=admin", List.of());
    }

    private static void assertCertified(String file, String subject, List<String> addresses)
            throws GeneralSecurityException, IOException {
        Map<String, String> properties = KafkaOptions.read(shared.resolve(file));
        List<X509Certificate> chain = certificates(properties.getOrDefault("ssl.keystore.certificate.chain", ""));
        X509Certificate authority = certificates(properties.getOrDefault("ssl.truststore.certificates", ""))
                .getFirst();
        X509Certificate own = chain.getFirst();
        own.verify(authority.getPublicKey());
        assertThat(own.getSubjectX500Principal().getName()).isEqualTo(subject);
        assertThat(own.getSubjectAlternativeNames() == null ? List.of() : own.getSubjectAlternativeNames())
                .extracting(name -> name.get(1))
                .isEqualTo(addresses);
        assertThat(authority.getBasicConstraints()).isNotNegative();
    }

    private static List<X509Certificate> certificates(String pem) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                .stream()
                .map(X509Certificate.class::cast)
                .toList();
    }

    @Test
    void shouldLetNobodyElseOfTheMachineReadThem() throws IOException {
        // Then
        try (Stream<Path> all = Files.walk(shared)) {
            assertThat(all.filter(file -> !file.equals(shared)).toList())
                    .hasSize(9)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .as(file.toString())
                            .endsWith("---"));
        }
    }

    @Test
    void shouldKeepWhatIsThere() throws IOException {
        // Given
        Map<String, String> before = files(shared);

        // When
        Ran again = secrets(shared);

        // Then
        assertThat(again.code()).isZero();
        assertThat(again.out()).startsWith("secrets kept in ");
        assertThat(files(shared)).isEqualTo(before);
    }

    @Test
    void shouldNotMixOldSecretsWithNewOnes() throws IOException {
        // Given
        Path missing = temp.resolve("sre/client.properties");
        for (String file : List.of(
                "kafka/server.properties",
                "admin/client.properties",
                "admin/logins.properties",
                "agent/client.properties")) {
            Path old = temp.resolve(file);
            Files.createDirectories(old.getParent());
            Files.writeString(old, "old");
        }
        Map<String, String> before = files(temp);

        // When
        Ran again = secrets(temp);

        // Then
        assertThat(again)
                .isEqualTo(new Ran(
                        3,
                        "",
                        "luo-ledger: " + temp + ": holds secrets of some and not of others, " + missing
                                + " missing; expected all or none. Nothing was changed: delete all of them for new ones"
                                + System.lineSeparator()));
        assertThat(files(temp)).isEqualTo(before);
    }

    @Test
    void shouldSayWhatAPartyIsCalled() {
        // When
        List<Ran> wrong = List.of(
                Ran.command("cluster", "secrets", temp, "--broker", "kafka,"),
                Ran.command("cluster", "secrets", temp, "--broker", "kafka", "--login", "../kafka"),
                Ran.command("cluster", "secrets", temp, "--broker", "kafka", "--login", "admin"));

        // Then
        assertThat(wrong).allSatisfy(ran -> assertThat(ran.code()).isEqualTo(2));
        assertThat(wrong)
                .extracting(ran -> ran.err().lines().findFirst().orElse(""))
                .containsExactly(
                        "luo-ledger: --broker takes NAME or NAME,ADDRESS,..., not \"kafka,\"",
                        "luo-ledger: a party's name takes 1 to 63 letters, digits, dots, dashes or underscores, a letter or"
                                + " a digit first, not \"../kafka\"",
                        "luo-ledger: two parties with the name admin; expected different ones");
    }

    @Test
    void shouldSayWhereNothingCanBeMade() throws IOException {
        // Given
        Path file = Files.writeString(temp.resolve("file"), "");
        Path token = temp.resolve("gone/token");

        // When
        Ran secrets = secrets(file);
        Ran without = Ran.command("cluster", "token", token);

        // Then
        assertThat(secrets)
                .isEqualTo(new Ran(
                        3,
                        "",
                        "luo-ledger: " + file.resolve("kafka/server.properties") + ": can't be written: Not a directory"
                                + System.lineSeparator()));
        assertThat(without)
                .isEqualTo(new Ran(
                        3,
                        "",
                        "luo-ledger: " + token + ": can't be written: there is no directory " + token.getParent()
                                + System.lineSeparator()));
    }

    private static Ran secrets(Path directory) {
        return Ran.command(
                "cluster",
                "secrets",
                directory,
                "--broker",
                "kafka,kafka.example,127.0.0.1",
                "--login",
                "agent",
                "--login",
                "sre");
    }

    private static Map<String, String> files(Path directory) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(directory.relativize(file).toString(), Files.readString(file));
            }
        }
        return files;
    }
}
