package io.luoledger.cli;

import io.luoledger.wire.UnwritableOutputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Signs certificates for as long as it is open, by the JDK's keytool: there is no other public way to a certificate in a
 * Java runtime. Its own key is kept nowhere, so that nobody can ever sign another one.
 */
final class CertificateAuthority implements AutoCloseable {
    private static final String OWN = "luo-ledger";
    private static final String DAYS = "3650";
    private static final int LINE = 64;

    private final Path directory;
    private final Path store;
    private final Path passwordFile;
    private final char[] password;

    /** What one party shows to the others, as PEM: a private key, and the certificates from its own to the authority's. */
    record Identity(String key, String chain) {}

    private CertificateAuthority(Path directory) throws IOException {
        this.directory = directory;
        this.store = directory.resolve("store.p12");
        this.passwordFile = directory.resolve("password");
        String secret = Passwords.random();
        this.password = secret.toCharArray();
        Files.writeString(passwordFile, secret);
    }

    static CertificateAuthority open() {
        try {
            // nobody else may look into it
            CertificateAuthority authority = new CertificateAuthority(Files.createTempDirectory("luo-ledger-ca"));
            authority.keyPair(OWN, "-ext", "bc:c", "-ext", "ku:c=keyCertSign");
            return authority;
        } catch (IOException e) {
            throw new UnwritableOutputException(
                    "no certificates: " + e + "; expected a directory for what is passing", e);
        }
    }

    /** @param addresses names and IP addresses under which it may be reached; none for one that only asks */
    Identity issue(String name, List<String> addresses) {
        List<String> extensions = new ArrayList<>(List.of("-signer", OWN, "-ext", "eku=serverAuth,clientAuth"));
        if (!addresses.isEmpty()) {
            extensions.add("-ext");
            extensions.add("san="
                    + addresses.stream()
                            .map(address -> (isIp(address) ? "ip:" : "dns:") + address)
                            .collect(Collectors.joining(",")));
        }
        keyPair(name, extensions.toArray(String[]::new));
        try {
            KeyStore all = read();
            Key key = all.getKey(name, password);
            return new Identity(
                    pem("PRIVATE KEY", key.getEncoded()),
                    Arrays.stream(all.getCertificateChain(name))
                            .map(CertificateAuthority::pem)
                            .collect(Collectors.joining()));
        } catch (GeneralSecurityException | IOException e) {
            throw unreadable(e);
        }
    }

    /** What all parties trust, as PEM. */
    String certificate() {
        try {
            return pem(read().getCertificate(OWN));
        } catch (GeneralSecurityException | IOException e) {
            throw unreadable(e);
        }
    }

    private KeyStore read() throws GeneralSecurityException, IOException {
        KeyStore all = KeyStore.getInstance("PKCS12");
        try (InputStream bytes = Files.newInputStream(store)) {
            all.load(bytes, password);
        }
        return all;
    }

    private static UnwritableOutputException unreadable(Exception e) {
        // no detail: it may be of what is secret
        return new UnwritableOutputException("no certificates: what keytool made can't be read: "
                + e.getClass().getSimpleName());
    }

    private void keyPair(String name, String... more) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC",
                "-genkeypair",
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                DAYS,
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                // a password among the arguments would be in every list of processes
                "-storepass:file",
                passwordFile.toString()));
        command.addAll(List.of(more));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new UnwritableOutputException("no certificate for " + name + ": keytool says: " + said.strip());
            }
        } catch (IOException e) {
            throw new UnwritableOutputException(
                    "no certificates: " + command.getFirst() + " doesn't run; expected keytool of this Java runtime",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnwritableOutputException("interrupted while a certificate was made", e);
        }
    }

    private static boolean isIp(String address) {
        return address.contains(":") || address.matches("[0-9.]+");
    }

    private static String pem(Certificate certificate) {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw unreadable(e);
        }
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(bytes) + "\n-----END " + what + "-----\n";
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(store);
            Files.deleteIfExists(passwordFile);
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UnwritableOutputException(
                    directory + ": can't be deleted, and holds keys: " + e + "; delete it by hand", e);
        }
    }
}
