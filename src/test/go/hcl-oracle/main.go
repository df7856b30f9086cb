// Command hcl-oracle says what HashiCorp's parser makes of files: the other side of the differential
// tests. It reads frames from standard input (the length of the content as 4 bytes, big endian, then
// the content) and writes one frame of text for each: "error" or the outline. With the argument
// "json" it reads the JSON syntax and says "error" or "ok".
package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/json"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	for {
		var length uint32
		if err := binary.Read(in, binary.BigEndian, &length); err != nil {
			break
		}
		content := make([]byte, length)
		if _, err := io.ReadFull(in, content); err != nil {
			panic(err)
		}
		var answer []byte
		if len(os.Args) > 1 && os.Args[1] == "json" {
			answer = []byte(jsonVerdict(content))
		} else {
			answer = []byte(outline(content))
		}
		binary.Write(out, binary.BigEndian, uint32(len(answer)))
		out.Write(answer)
		out.Flush()
	}
}

func jsonVerdict(content []byte) string {
	if _, diags := json.Parse(content, "x.tf.json"); diags.HasErrors() {
		return "error"
	}
	return "ok"
}

func outline(content []byte) (result string) {
	file, diags := hclsyntax.ParseConfig(content, "x.tf", hcl.InitialPos)
	if diags.HasErrors() {
		return "error"
	}
	var b strings.Builder
	body(&b, file.Body.(*hclsyntax.Body), "")
	return b.String()
}

func body(b *strings.Builder, body *hclsyntax.Body, indent string) {
	type item struct {
		offset int
		write  func()
	}
	var items []item
	for _, attribute := range body.Attributes {
		attribute := attribute
		items = append(items, item{attribute.NameRange.Start.Byte, func() {
			fmt.Fprintf(b, "%s%s@%d = ", indent, attribute.Name, attribute.NameRange.Start.Line)
			expression(b, attribute.Expr)
			b.WriteString(constant(attribute.Expr))
			b.WriteString("\n")
		}})
	}
	for _, block := range body.Blocks {
		block := block
		items = append(items, item{block.TypeRange.Start.Byte, func() {
			fmt.Fprintf(b, "%s%s", indent, block.Type)
			for _, label := range block.Labels {
				fmt.Fprintf(b, " %x", label)
			}
			fmt.Fprintf(b, "@%d-%d {\n", block.TypeRange.Start.Line, block.CloseBraceRange.End.Line)
			body_(b, block.Body, indent+"  ")
		}})
	}
	sort.Slice(items, func(i, j int) bool { return items[i].offset < items[j].offset })
	for _, item := range items {
		item.write()
	}
}

func body_(b *strings.Builder, nested *hclsyntax.Body, indent string) { body(b, nested, indent) }

// The functions called and variables named, in the order of the source, with their lines.
func expression(b *strings.Builder, expression hclsyntax.Expression) {
	type name struct {
		offset int
		text   string
	}
	var names []name
	hclsyntax.VisitAll(expression, func(node hclsyntax.Node) hcl.Diagnostics {
		switch n := node.(type) {
		case *hclsyntax.FunctionCallExpr:
			names = append(names, name{n.NameRange.Start.Byte, fmt.Sprintf("%s()%d@%d", n.Name, len(n.Args), n.NameRange.Start.Line)})
		case *hclsyntax.ScopeTraversalExpr:
			names = append(names, name{n.SrcRange.Start.Byte, fmt.Sprintf("%s@%d", n.Traversal.RootName(), n.SrcRange.Start.Line)})
		}
		return nil
	})
	sort.SliceStable(names, func(i, j int) bool { return names[i].offset < names[j].offset })
	for i, name := range names {
		if i > 0 {
			b.WriteString(" ")
		}
		b.WriteString(name.text)
	}
}

func constant(expression hclsyntax.Expression) (text string) {
	defer func() {
		if recover() != nil {
			text = " panic"
		}
	}()
	value, diags := expression.Value(nil)
	if diags.HasErrors() || !value.IsWhollyKnown() {
		return ""
	}
	if value.IsNull() {
		return " null"
	}
	if value.Type() == cty.Number && value.AsBigFloat().IsInf() {
		return "" // no constant for tfgate, which has no infinity
	}
	s, err := convert.Convert(value, cty.String)
	if err != nil {
		return " value"
	}
	return fmt.Sprintf(" %x", s.AsString())
}
