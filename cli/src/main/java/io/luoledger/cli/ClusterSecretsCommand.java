package io.luoledger.cli;

import io.luoledger.wire.Reason;
import io.luoledger.wire.UnwritableOutputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the parties of a guarded cluster know each other by. */
@Command(
        name = "secrets",
        mixinStandardHelpOptions = true,
        description = {
            "Makes the certificates and passwords that a guarded cluster begins with, and shows none of them.",
            "Each party has a directory of its own in DIR: a broker its server.properties (TLS), the admin and each login"
                    + " their client.properties (--command-config), and the admin also logins.properties for"
                    + " \"cluster setup --logins\".",
            "Where all of them are there already nothing is changed, so it may run at every start. The certificates are good"
                    + " for ten years, and nobody can sign another one: for new ones delete them all."
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ClusterSecretsCommand extends LedgerCommand {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.:-]{0,252}");

    @Parameters(paramLabel = "DIR", description = "Directory of the parties' directories.")
    private Path directory;

    @Option(
            names = "--broker",
            paramLabel = "NAME[,ADDRESS...]",
            required = true,
            description =
                    "A broker, which its certificate calls CN=NAME, and under which other names and addresses it is"
                            + " reached. May be repeated.")
    private List<String> brokers = List.of();

    @Option(
            names = "--admin",
            paramLabel = "NAME",
            defaultValue = "admin",
            description =
                    "Who comes in by certificate, CN=NAME, before there are logins: one of the brokers' super.users."
                            + " Default: ${DEFAULT-VALUE}.")
    private String admin;

    @Option(
            names = "--login",
            paramLabel = "NAME",
            description = "Who comes in by password (SASL_SSL, SCRAM-SHA-512). May be repeated.")
    private List<String> logins = List.of();

    @Override
    public Integer call() {
        Map<String, List<String>> addresses = addresses();
        requireNames(addresses.keySet());
        Set<Path> wanted = files(addresses.keySet());
        List<Path> missing = wanted.stream().filter(file -> !Files.exists(file)).toList();
        String parties = String.join(", ", parties(addresses.keySet()));
        if (missing.isEmpty()) {
            out().println("secrets kept in " + directory + ": " + parties);
            return ExitCode.OK;
        }
        if (missing.size() < wanted.size()) {
            throw new UnwritableOutputException(directory + ": holds secrets of some and not of others, "
                    + missing.stream().map(Path::toString).collect(Collectors.joining(", "))
                    + " missing; expected all or none. Nothing was changed: delete all of them for new ones");
        }
        contents(addresses).forEach(ClusterSecretsCommand::write);
        out().println("secrets made in " + directory + ": " + parties);
        return ExitCode.OK;
    }

    private Map<String, List<String>> addresses() {
        Map<String, List<String>> addresses = new LinkedHashMap<>();
        for (String broker : brokers) {
            List<String> words = List.of(broker.split(",", -1));
            for (String word : words) {
                if (!ADDRESS.matcher(word).matches()) {
                    throw new UsageException("--broker takes NAME or NAME,ADDRESS,..., not \"" + broker + "\"");
                }
            }
            if (addresses.put(words.getFirst(), words) != null) {
                throw new UsageException("--broker " + words.getFirst() + " is there twice");
            }
        }
        return addresses;
    }

    private void requireNames(Set<String> brokerNames) {
        List<String> all = parties(brokerNames);
        Set<String> different = new LinkedHashSet<>();
        for (String name : all) {
            if (!NAME.matcher(name).matches()) {
                throw new UsageException("a party's name takes 1 to 63 letters, digits, dots, dashes or underscores,"
                        + " a letter or a digit first, not \"" + name + "\"");
            }
            if (!different.add(name)) {
                throw new UsageException("two parties with the name " + name + "; expected different ones");
            }
        }
    }

    private List<String> parties(Set<String> brokerNames) {
        List<String> all = new ArrayList<>(brokerNames);
        all.add(admin);
        all.addAll(logins);
        return all;
    }

    private Set<Path> files(Set<String> brokerNames) {
        Set<Path> files = new LinkedHashSet<>();
        brokerNames.forEach(name -> files.add(server(name)));
        files.add(client(admin));
        logins.forEach(name -> files.add(client(name)));
        files.add(passwords());
        return files;
    }

    private Path server(String name) {
        return directory.resolve(name).resolve("server.properties");
    }

    private Path client(String name) {
        return directory.resolve(name).resolve("client.properties");
    }

    private Path passwords() {
        return directory.resolve(admin).resolve("logins.properties");
    }

    private Map<Path, Map<String, String>> contents(Map<String, List<String>> addresses) {
        Map<Path, Map<String, String>> contents = new LinkedHashMap<>();
        try (CertificateAuthority authority = CertificateAuthority.open()) {
            Map<String, String> trust = new LinkedHashMap<>();
            trust.put("ssl.truststore.type", "PEM");
            trust.put("ssl.truststore.certificates", authority.certificate());
            addresses.forEach((name, own) -> contents.put(server(name), shown(authority.issue(name, own), trust)));
            Map<String, String> certified = new LinkedHashMap<>(Map.of("security.protocol", "SSL"));
            certified.putAll(shown(authority.issue(admin, List.of()), trust));
            contents.put(client(admin), certified);
            Map<String, String> passwords = new LinkedHashMap<>();
            for (String name : logins) {
                String password = Passwords.random();
                passwords.put(name, password);
                contents.put(client(name), login(name, password, trust));
            }
            contents.put(passwords(), passwords);
        }
        return contents;
    }

    private static Map<String, String> shown(CertificateAuthority.Identity identity, Map<String, String> trust) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("ssl.keystore.type", "PEM");
        properties.put("ssl.keystore.key", identity.key());
        properties.put("ssl.keystore.certificate.chain", identity.chain());
        properties.putAll(trust);
        return properties;
    }

    private static Map<String, String> login(String name, String password, Map<String, String> trust) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("security.protocol", "SASL_SSL");
        properties.put("sasl.mechanism", "SCRAM-SHA-512");
        properties.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + name + "\" password=\""
                        + password + "\";");
        properties.putAll(trust);
        return properties;
    }

    /** For its owner and group: whoever else needs it is given the group. */
    private static void write(Path file, Map<String, String> properties) {
        String text = properties.entrySet().stream()
                .map(property -> property.getKey() + "=" + property.getValue().replace("\n", "\\n") + "\n")
                .collect(Collectors.joining());
        try {
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null && !Files.isDirectory(parent)) {
                Files.createDirectories(
                        parent, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
            }
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UnwritableOutputException(file + ": can't be written: " + Reason.of(e), e);
        }
    }
}
