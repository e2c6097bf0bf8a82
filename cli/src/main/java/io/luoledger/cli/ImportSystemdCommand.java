package io.luoledger.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.luoledger.abi.fdstore.FdStoreMapping;
import io.luoledger.abi.fdstore.UnitList;
import io.luoledger.core.BootMark;
import io.luoledger.core.Ledger;
import io.luoledger.event.Boot;
import io.luoledger.event.Draft;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Moment;
import io.luoledger.event.SessionBody.FdStoreMapped;
import io.luoledger.event.Side;
import io.luoledger.event.Source;
import io.luoledger.files.InputFile;
import io.luoledger.finding.Finding;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.replay.Replay;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.text.InputText;
import io.luoledger.view.EventFields;
import io.luoledger.view.HostView;
import io.luoledger.view.ViewJson;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.Reason;
import io.luoledger.wire.RecordedEvent;
import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code import systemd}: which unit each file of systemd's session belongs to becomes an event of the host's ledger. */
@Command(
        name = "systemd",
        mixinStandardHelpOptions = true,
        description = {
            "Tells a host's ledger which unit each file of systemd's session belongs to, and under which name.",
            "It stands in token 0 of session systemd, as JSON. From then on views and findings name units; what doesn't fit"
                    + " the session, or can't be read by systemd, is found. Said again it changes nothing."
        },
        footer = {
            "",
            "Example:",
            "  luo-ledger import systemd --host h1 --log h1.avro mapping.json",
            "The mapping comes from a memory dump: luo-ledger abi decode --fd-store mapping.json"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ImportSystemdCommand extends LedgerCommand {
    private static final int MOST_FINDINGS_OF_A_KIND = 12;
    private static final int MOST_UNITS_BYTES = 16 << 20;

    @Option(names = "--host", required = true, paramLabel = "H", description = "The host.")
    private String host;

    @Parameters(paramLabel = "FILE", description = "What token 0 holds; '-' is standard input.")
    private String file;

    @Option(
            names = "--units",
            paramLabel = "FILE",
            description = "The units that the incoming side has, as systemctl list-unit-files prints them: those that"
                    + " aren't there are found.")
    private @Nullable String units;

    @Option(
            names = "--as-found",
            description = "The file is what token 0 really holds: also record one that nobody can read.")
    private boolean asFound;

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    @Mixin
    private final AppendOptions ledger = new AppendOptions();

    @Override
    public Integer call() {
        ledger.check();
        UsageException.requireHost(host);
        Teller teller = new Teller(mapping());
        ledger.append(host, false, teller, err(), told -> {
            boolean appended = told.sequence() >= 0;
            long sequence = appended ? told.sequence() : teller.sequence;
            if (json) {
                Json.print(out(), teller.document(sequence, appended));
            } else {
                tell(teller, sequence, appended, told.where());
            }
        });
        return ExitCode.OK;
    }

    // ---- what is read ----

    private FdStoreMapped mapping() {
        FdStoreMapped mapping = FdStoreMapping.read(bytes(file, "what token 0 holds", FdStoreMapping.MOST_BYTES));
        if (mapping.problem() != null && !asFound) {
            throw new UnreadableInputException(file + ": " + mapping.problem()
                    + ". Nothing was changed; if this is what token 0 really holds, --as-found records it");
        }
        return units == null
                ? mapping
                : UnitList.read(
                                new String(bytes(units, "a list of units", MOST_UNITS_BYTES), StandardCharsets.UTF_8),
                                units)
                        .of(mapping);
    }

    /** One byte more than most, where there is more: whoever reads it says so. */
    private static byte[] bytes(String name, String expected, int most) {
        try (InputStream in = name.equals(InputText.STANDARD_INPUT) ? System.in : InputFile.open(name, expected)) {
            return in.readNBytes(most + 1);
        } catch (IOException e) {
            throw new UnreadableInputException(name + ": can't be read: " + Reason.of(e) + "; expected " + expected, e);
        }
    }

    // ---- what is appended ----

    /** Hears the host's ledger, finds the session that the mapping is of, and what comes of the mapping. */
    private final class Teller implements AppendOptions.Author {
        private final FdStoreMapped mapping;
        private final Replay replay = new Replay(new Ledger(), SimulatedReader.gate(), host, null);
        private LedgerHead head = LedgerHead.EMPTY;
        private @Nullable Boot boot;
        private @Nullable LiveUpdateEvent latest;
        /** How many mappings came from each source. */
        private final Map<String, Long> sources = new HashMap<>();
        /** Of the mapping in the ledger. */
        private long sequence;

        Teller(FdStoreMapped mapping) {
            this.mapping = mapping;
        }

        @Override
        public void accept(RecordedEvent recorded) {
            LiveUpdateEvent event = recorded.event();
            if (!event.host().equals(host)) {
                return;
            }
            replay.accept(recorded);
            head = LedgerHead.after(event);
            if (event.body() instanceof FdStoreMapped) {
                latest = event;
                sources.merge(event.source().id(), 1L, Long::sum);
            }
        }

        @Override
        public Optional<Draft> draft(String where) {
            HostView view = HostView.of(replay.entities(), host);
            if (view == null) {
                throw new UsageException("no event of host " + host + " in " + where);
            }
            Boot running = boot(view, where);
            boot = running;
            LiveUpdateEvent told = latest;
            if (told != null && told.boot().equals(running) && told.body().equals(mapping)) {
                sequence = told.sequence();
                return Optional.empty();
            }
            String source =
                    Source.idOf("systemd", host, running.id(), running.side().name());
            Draft draft = new Draft(
                    host, new Source(source, sources.getOrDefault(source, 0L)), running, Moment.UNKNOWN, mapping);
            EventCodec codec = new EventCodec();
            LiveUpdateEvent sealed = codec.seal(head, draft);
            sequence = sealed.sequence();
            replay.accept(codec.decode(codec.encode(sealed)));
            return Optional.of(draft);
        }

        /** The boot that runs, on the side on which it has the session: what it holds for the next kernel comes first. */
        private Boot boot(HostView view, String where) {
            BootMark current = view.state().current();
            Side side = has(view, current.outgoing(), false)
                    ? Side.OUTGOING
                    : has(view, current.ordinal(), true) ? Side.INCOMING : Side.NONE;
            if (side == Side.NONE) {
                throw new UsageException("host " + host + " has no session " + FdStoreMapping.SESSION
                        + " in its running kernel, as far as " + where + " tells; expected the mapping of a host that"
                        + " has one");
            }
            return new Boot(current.id(), current.kernel(), current.liveUpdate(), side);
        }

        private static boolean has(HostView view, long generation, boolean incoming) {
            return view.sessions().stream()
                    .map(HostView.SessionView::session)
                    .anyMatch(session -> session.name().equals(FdStoreMapping.SESSION)
                            && session.generation() == generation
                            && (incoming || session.status().outgoing()));
        }

        @Override
        public String deed() {
            return "told of";
        }

        long liveUpdate() {
            Boot of = Objects.requireNonNull(boot);
            return of.side() == Side.OUTGOING ? of.liveUpdate() + 1 : of.liveUpdate();
        }

        /** What the mapping itself raised. */
        List<Finding> findings() {
            return replay.findings().stream()
                    .filter(finding -> finding.kind().id().startsWith("LIFE-STORE-")
                            && finding.evidence().contains(sequence))
                    .toList();
        }

        private Map<String, Object> document(long told, boolean appended) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("host", host);
            document.put("liveUpdate", liveUpdate());
            document.putAll(EventFields.of(mapping));
            document.put("sequence", told);
            document.put("appended", appended);
            document.put(
                    "findings",
                    findings().stream().map(ImportSystemdCommand::node).toList());
            return document;
        }
    }

    // ---- what is said ----

    private static JsonNode node(Finding finding) {
        return Json.node(json -> ViewJson.finding(json, finding));
    }

    private void tell(Teller teller, long sequence, boolean appended, String where) {
        PrintWriter out = out();
        FdStoreMapped mapping = teller.mapping;
        out.println("host " + host + ", live update " + teller.liveUpdate() + ": " + FdStoreText.title(mapping)
                + (appended ? " told" : " is told already") + ", sequence " + sequence + " in " + where);
        FdStoreText.entries(mapping, 2).print(out);
        new FindingText(out, teller.replay.report(), MOST_FINDINGS_OF_A_KIND).print(teller.findings(), Set.of());
    }
}
