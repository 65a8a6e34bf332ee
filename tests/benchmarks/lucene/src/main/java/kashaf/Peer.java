package kashaf;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.BreakIterator;
import java.util.Locale;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.Field;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.search.uhighlight.LengthGoalBreakIterator;
import org.apache.lucene.search.uhighlight.UnifiedHighlighter;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/**
 * Lucene beside the other engines of `make bench`: requests come in as lines of fields with tabs
 * between, and each is answered with one line. Times are taken here, around Lucene alone.
 *
 * <pre>
 * build FOLDER, then a line "title TAB surface TAB stem" an article, then "."  →  seconds elapsed TAB of CPU
 * open FOLDER                                                                  →  articles
 * query KIND SHOWN TIMES WORDS    →  nanoseconds of the last time, then "document score" each
 * </pre>
 */
public final class Peer {
  private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();
  private static final int TOP = 10;
  private static final int SNIPPET = 240;
  private static final String FIELD = "surface";

  private final Analyzer analyzer = new WhitespaceAnalyzer(100_000);
  private final BM25Similarity similarity = new BM25Similarity(1.2f, 0.75f);
  private IndexSearcher searcher;
  private UnifiedHighlighter highlighter;

  public static void main(String[] arguments) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8), 1 << 20);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Peer peer = new Peer();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] request = line.split("\t");
      switch (request[0]) {
        case "build" -> out.println(peer.build(Path.of(request[1]), in));
        case "open" -> out.println(peer.open(Path.of(request[1])));
        case "query" -> out.println(peer.query(request));
        default -> throw new IllegalArgumentException(line);
      }
    }
  }

  private String build(Path folder, BufferedReader in) throws IOException {
    IndexWriterConfig config = new IndexWriterConfig(analyzer);
    config.setSimilarity(similarity);
    config.setRAMBufferSizeMB(1024);
    config.setUseCompoundFile(false); // so that the size of the stored texts can be seen
    config.setMergeScheduler(new SerialMergeScheduler());
    FieldType stored = positions(true);
    FieldType indexed = positions(false);
    long elapsed = 0;
    long cpu = 0;
    long collected = collectorMillis();
    try (Directory directory = FSDirectory.open(folder);
        IndexWriter writer = new IndexWriter(directory, config)) {
      for (String line = in.readLine(); !line.equals("."); line = in.readLine()) {
        String[] texts = line.split("\t", -1);
        long started = System.nanoTime();
        long startedCpu = THREAD.getCurrentThreadCpuTime();
        Document document = new Document();
        document.add(new StoredField("title", texts[0]));
        document.add(new Field(FIELD, texts[1], stored));
        document.add(new Field("stem", texts[2], indexed));
        writer.addDocument(document);
        elapsed += System.nanoTime() - started;
        cpu += THREAD.getCurrentThreadCpuTime() - startedCpu;
      }
      long started = System.nanoTime();
      long startedCpu = THREAD.getCurrentThreadCpuTime();
      writer.forceMerge(1);
      writer.commit();
      elapsed += System.nanoTime() - started;
      cpu += THREAD.getCurrentThreadCpuTime() - startedCpu;
    }
    // The collector works in a thread of its own, while this one stands still.
    return elapsed / 1e9 + "\t" + (cpu / 1e9 + (collectorMillis() - collected) / 1e3);
  }

  private static long collectorMillis() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
        .sum();
  }

  private static FieldType positions(boolean stored) {
    FieldType type = new FieldType();
    type.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);
    type.setTokenized(true);
    type.setStored(stored);
    type.freeze();
    return type;
  }

  private int open(Path folder) throws IOException {
    searcher = new IndexSearcher(DirectoryReader.open(FSDirectory.open(folder)));
    searcher.setSimilarity(similarity);
    searcher.setQueryCache(null);
    highlighter =
        UnifiedHighlighter.builder(searcher, analyzer)
            .withMaxLength(Integer.MAX_VALUE - 1)
            .withBreakIterator(
                () ->
                    LengthGoalBreakIterator.createClosestToLength(
                        BreakIterator.getWordInstance(Locale.ROOT), SNIPPET, 0.5f))
            .build();
    return searcher.getIndexReader().numDocs();
  }

  private String query(String[] request) throws IOException {
    boolean shown = request[2].equals("shown");
    String[] words = request[4].split(" ");
    TopDocs found = null;
    long spent = 0;
    for (int left = Integer.parseInt(request[3]); left > 0; left--) {
      long started = System.nanoTime();
      Query query = tree(request[1], words);
      found = searcher.search(query, TOP);
      if (shown) {
        show(query, found);
      }
      spent = System.nanoTime() - started;
    }
    StringBuilder answer = new StringBuilder().append(spent);
    for (ScoreDoc hit : found.scoreDocs) {
      answer.append('\t').append(hit.doc).append(' ').append(hit.score);
    }
    return answer.toString();
  }

  private void show(Query query, TopDocs found) throws IOException {
    StoredFields stored = searcher.storedFields();
    for (ScoreDoc hit : found.scoreDocs) {
      if (stored.document(hit.doc, Set.of("title")).get("title") == null) {
        throw new IllegalStateException("an article without its title");
      }
    }
    String[] snippets = highlighter.highlight(FIELD, query, found);
    for (String snippet : snippets) {
      if (!snippet.contains("<b>")) {
        throw new IllegalStateException("a snippet without a mark: " + snippet);
      }
    }
  }

  private static Query tree(String kind, String[] words) {
    if (words.length == 1) {
      return new TermQuery(new Term(FIELD, words[0]));
    }
    if (kind.equals("phrase")) {
      return new PhraseQuery(FIELD, words);
    }
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    Occur occur = kind.equals("and") ? Occur.MUST : Occur.SHOULD;
    for (String word : words) {
      query.add(new TermQuery(new Term(FIELD, word)), occur);
    }
    return query.build();
  }
}
