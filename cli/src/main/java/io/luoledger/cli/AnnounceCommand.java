package io.luoledger.cli;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.engine.PublishedDescriptors;
import io.luoledger.event.Boot;
import io.luoledger.event.Draft;
import io.luoledger.event.KernelBody.TargetAnnounced;
import io.luoledger.event.Moment;
import io.luoledger.event.Side;
import io.luoledger.preflight.AnnouncingHost;
import io.luoledger.publish.ClientSettings;
import io.luoledger.wire.RecordedEvent;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code announce}: which kernel a host is to boot next becomes an event of its ledger. */
@Command(
        name = "announce",
        mixinStandardHelpOptions = true,
        description = {
            "Says which kernel a host is to boot next, in the host's own ledger: on a cluster, or in a log file.",
            "From then on the ledger judges whether that kernel can take what the host preserves; 'luo-ledger preflight'"
                    + " gives GO or NO-GO. Said again it changes nothing; another kernel replaces the one before."
        },
        footer = {
            "",
            "Example:",
            "  luo-ledger announce --host h1 --kernel 7.3.5 --plan night-7",
            "Before the host's first event, on the host itself, with:",
            "  --boot-id $(cat /proc/sys/kernel/random/boot_id)",
            "  --running $(uname -r)"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class AnnounceCommand extends LedgerCommand {
    private static final Pattern PLAN = Pattern.compile("[^\\p{Cntrl}]{1,128}");
    private static final Pattern BOOT = Pattern.compile("[!-~]{1,64}");

    @Option(names = "--host", required = true, paramLabel = "H", description = "The host.")
    private String host;

    @Option(
            names = "--kernel",
            required = true,
            paramLabel = "RELEASE",
            description = "The kernel to boot next, as its uname -r will be; a series (7.3) stands for all of it.")
    private String kernel;

    @Option(names = "--plan", paramLabel = "NAME", description = "The roll-out that says so.")
    private @Nullable String plan;

    @Option(names = "--boot-id", paramLabel = "ID", description = "The boot that runs, where the ledger lacks it.")
    private @Nullable String bootId;

    @Option(names = "--running", paramLabel = "RELEASE", description = "With --boot-id: the kernel that runs.")
    private @Nullable String runningKernel;

    @Option(
            names = "--live-update",
            paramLabel = "N",
            description = "With --boot-id: live updates that led to it. Default: 0, it booted cold.")
    private @Nullable Long liveUpdate;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = "When it was said, as 2026-11-22T17:00:00Z. Default: now.")
    private @Nullable String at;

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    @Mixin
    private final AppendOptions ledger = new AppendOptions();

    @Override
    public Integer call() {
        check();
        TargetAnnounced target = new TargetAnnounced(kernel, plan);
        Announcer announcer = new Announcer(target, new Moment(null, wallMicros()));
        // of a host that has no event yet nobody knows which boot runs
        ledger.append(host, bootId != null, announcer, err(), told -> {
            boolean appended = told.sequence() >= 0;
            if (appended) {
                ClientSettings client = told.client();
                warnUnknown(client == null ? Map.of() : KnownKernels.published(client, err()));
            }
            tell(
                    announcer.host,
                    target,
                    appended ? told.sequence() : announcer.host.sequence(),
                    appended,
                    told.where());
        });
        return ExitCode.OK;
    }

    /** Says which kernel is next, unless it is said already. */
    private final class Announcer implements AppendOptions.Author {
        private final AnnouncingHost host = new AnnouncingHost(AnnounceCommand.this.host);
        private final TargetAnnounced target;
        private final Moment moment;

        Announcer(TargetAnnounced target, Moment moment) {
            this.target = target;
            this.moment = moment;
        }

        @Override
        public void accept(RecordedEvent event) {
            host.accept(event.event());
        }

        @Override
        public Optional<Draft> draft(String where) {
            return AnnounceCommand.this.draft(host, where, target, moment);
        }

        @Override
        public String deed() {
            return "announced";
        }
    }

    // ---- what is asked ----

    private void check() {
        ledger.check();
        UsageException.requireHost(host);
        UsageException.requireRelease("--kernel", kernel);
        if (kernel.equals(Boot.UNKNOWN_KERNEL)) {
            throw new UsageException("--kernel " + kernel + ": expected a release");
        }
        if (plan != null) {
            require("--plan", PLAN, plan, "1 to 128 printable characters");
        }
        if (bootId == null && (runningKernel != null || liveUpdate != null)) {
            throw new UsageException("--running and --live-update belong to --boot-id");
        }
        if (bootId != null) {
            require("--boot-id", BOOT, bootId, "1 to 64 characters without spaces");
            if (runningKernel == null) {
                throw new UsageException("--boot-id " + bootId + ": expected --running RELEASE with it");
            }
            UsageException.requireRelease("--running", runningKernel);
        }
        if (liveUpdate != null && liveUpdate < 0) {
            throw new UsageException("--live-update takes 0 or more, not " + liveUpdate);
        }
    }

    private static void require(String option, Pattern form, String value, String expected) {
        if (!form.matcher(value).matches()) {
            throw new UsageException(option + " \"" + Printable.text(value) + "\": expected " + expected);
        }
    }

    private long wallMicros() {
        try {
            return ChronoUnit.MICROS.between(Instant.EPOCH, at == null ? Instant.now() : Instant.parse(at));
        } catch (DateTimeParseException e) {
            throw new UsageException("--at " + at + ": expected a time like 2026-11-22T17:00:00Z");
        }
    }

    /** The event to append, empty when it is said already. */
    private Optional<Draft> draft(AnnouncingHost told, String where, TargetAnnounced target, Moment moment) {
        if (bootId != null
                && !told.runs(new Boot(
                        bootId, String.valueOf(runningKernel), liveUpdate == null ? 0 : liveUpdate, Side.OUTGOING))) {
            throw new UsageException("--boot-id " + bootId + ": a boot of host " + host + " that is over in " + where);
        }
        if (told.running() == null) {
            throw new UsageException("host " + host + " has no event in " + where
                    + ", so nobody knows which boot runs; expected --boot-id ID --running RELEASE, or another --host");
        }
        return target.equals(told.announced()) ? Optional.empty() : Optional.of(told.announce(target, moment));
    }

    // ---- what is said ----

    private void warnUnknown(Map<String, AbiDescriptor> published) {
        if (PublishedDescriptors.find(published, kernel).isEmpty()) {
            Warnings.say(
                    err(),
                    "no descriptor of kernel " + kernel
                            + ": nobody can judge whether it takes what the host holds"
                            + " (luo-ledger abi import, then luo-ledger abi publish)");
        }
    }

    private record Told(
            String host, String kernel, @Nullable String plan, long liveUpdate, long sequence, boolean appended) {}

    private void tell(AnnouncingHost told, TargetAnnounced target, long sequence, boolean appended, String where) {
        Boot boot = told.running();
        long number = boot == null ? 0 : boot.liveUpdate() + 1;
        PrintWriter out = out();
        if (json) {
            Json.print(out, new Told(host, target.targetKernel(), target.plan(), number, sequence, appended));
            return;
        }
        TargetAnnounced before = told.announced();
        out.println("host " + host + ", live update " + number + ": kernel " + target.targetKernel()
                + (appended ? " announced" : " is announced already")
                + (appended && before != null ? " in place of " + Printable.text(before.targetKernel()) : "")
                + ", sequence " + sequence + " in " + where);
    }
}
