/** What programs put on the clipboard, made up in their manner, and what the editor is to make of it. */
export const COPIED: { from: string; html: string; becomes: string }[] = [
  {
    from: 'Word headings, smart quotes and its own styles',
    html: `<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word"><head><meta name=ProgId content=Word.Document><link rel=File-List href="file:///C:/Temp/msohtmlclip1/01/clip_filelist.xml"><!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]--><style><!-- p.MsoNormal, li.MsoNormal {mso-style-unhide:no; margin:0cm;} @page WordSection1 {size:595pt 842pt;} --></style></head><body lang=EN-GB style='tab-interval:36.0pt'><!--StartFragment--><h1><span lang=EN-GB>Who paid<o:p></o:p></span></h1><h2 style='mso-list:none'>The boatmen</h2><p class=MsoNormal style='margin-bottom:8.0pt;line-height:107%'><span lang=EN-GB style='font-size:11.0pt;font-family:"Calibri",sans-serif;mso-fareast-language:EN-US'>“Four pence,” said the keeper’s book&nbsp;– <i style='mso-bidi-font-style:normal'>each</i> <b>lock</b>…<o:p></o:p></span></p><p class=MsoNormal><span lang=EN-GB><o:p>&nbsp;</o:p></span></p><!--EndFragment--></body></html>`,
    becomes:
      '<h3>Who paid</h3><h3>The boatmen</h3><p>“Four pence,” said the keeper’s book&nbsp;– <em>each</em> <strong>lock</strong>…</p>',
  },
  {
    from: 'Word lists that are numbered, go on after a paragraph, and have others in them',
    html: `<html xmlns:o="urn:schemas-microsoft-com:office:office"><body><!--StartFragment--><p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l1 level1 lfo2'><![if !supportLists]><span style='mso-bidi-font-family:Calibri'><span style='mso-list:Ignore'>1.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>coal<o:p></o:p></p><p class=MsoListParagraphCxSpMiddle style='margin-left:72.0pt;text-indent:-18.0pt;mso-list:l1 level2 lfo2'><![if !supportLists]><span><span style='mso-list:Ignore'>a.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>from the north<o:p></o:p></p><p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l1 level1 lfo2'><![if !supportLists]><span><span style='mso-list:Ignore'>2.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>grain<o:p></o:p></p><p class=MsoNormal>Between them.<o:p></o:p></p><p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l1 level1 lfo2'><![if !supportLists]><span><span style='mso-list:Ignore'>3.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>lime<o:p></o:p></p><!--EndFragment--></body></html>`,
    becomes:
      '<ol><li><p>coal</p><ol><li><p>from the north</p></li></ol></li><li><p>grain</p></li></ol><p>Between them.</p><ol start="3"><li><p>lime</p></li></ol>',
  },
  {
    from: 'a Word table, with a cell over two columns',
    html: `<html xmlns:o="urn:schemas-microsoft-com:office:office"><body><!--StartFragment--><table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0 style='border-collapse:collapse;mso-yfti-tbllook:1184'><tr style='mso-yfti-irow:0;mso-yfti-firstrow:yes'><td width=200 valign=top style='width:150pt;border:solid windowtext 1.0pt'><p class=MsoNormal><b>Year<o:p></o:p></b></p></td><td width=200 valign=top><p class=MsoNormal><b>Toll<o:p></o:p></b></p></td></tr><tr><td width=200 valign=top><p class=MsoNormal>1823<o:p></o:p></p></td><td><p class=MsoNormal>4d<o:p></o:p></p><p class=MsoNormal>and more<o:p></o:p></p></td></tr><tr style='mso-yfti-lastrow:yes'><td colspan=2><p class=MsoNormal>in all<o:p></o:p></p></td></tr></table><!--EndFragment--></body></html>`,
    becomes:
      '<table><tbody><tr><td><p><strong>Year</strong></p></td><td><p><strong>Toll</strong></p></td></tr><tr><td><p>1823</p></td><td><p>4d</p><p>and more</p></td></tr><tr><td><p>in all</p></td><td><p></p></td></tr></tbody></table>',
  },
  {
    from: 'Word text with a footnote, which stays text',
    html: `<html xmlns:o="urn:schemas-microsoft-com:office:office"><body><!--StartFragment--><p class=MsoNormal>Everybody paid.<a style='mso-footnote-id:ftn1' href="file:///C:/Temp/a.htm#_ftn1" name="_ftnref1" title=""><span class=MsoFootnoteReference><span style='mso-special-character:footnote'><![if !supportFootnotes]><span class=MsoFootnoteReference>[1]</span><![endif]></span></span></a><o:p></o:p></p><div style='mso-element:footnote-list'><![if !supportFootnotes]><br clear=all><hr align=left size=1 width="33%"><![endif]><div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText><a style='mso-footnote-id:ftn1' href="#_ftnref1" name="_ftn1" title=""><span class=MsoFootnoteReference>[1]</span></a> Accounts of 1823.<o:p></o:p></p></div></div><!--EndFragment--></body></html>`,
    becomes: '<p>Everybody paid.[1]</p><p>[1] Accounts of 1823.</p>',
  },
  {
    from: 'Word text without the comments beside it',
    html: `<html xmlns:o="urn:schemas-microsoft-com:office:office"><body><!--StartFragment--><p class=MsoNormal><a style='mso-comment-reference:AR_1;mso-comment-date:20261101T0900'>The shareholders</a><span class=MsoCommentReference><span style='font-size:8.0pt'><![if !supportAnnotations]><a class=msocomanchor id="_anchor_1" onmouseover="msoCommentShow('_anchor_1','_com_1')" href="#_msocom_1" name="_msoanchor_1">[AR1]</a><![endif]><span style='mso-special-character:comment'>&nbsp;</span></span></span> were paid.<o:p></o:p></p><div style='mso-element:comment-list'><![if !supportAnnotations]><hr class=msocomoff align=left size=1 width="33%"><![endif]><div style='mso-element:comment'><![if !supportAnnotations]><div id="_com_1" class=msocomtxt language=JavaScript><![endif]><p class=MsoCommentText><span class=MsoCommentReference>&nbsp;<a href="#_msoanchor_1" class=msocomoff>[AR1]</a></span>Is this so?<o:p></o:p></p></div></div></div><!--EndFragment--></body></html>`,
    becomes: '<p>The shareholders were paid.</p>',
  },
  {
    from: 'Word text with a picture of its own disk, which nobody else has',
    html: `<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"><body><!--StartFragment--><p class=MsoNormal>Before.<o:p></o:p></p><p class=MsoNormal><span style='mso-no-proof:yes'><!--[if gte vml 1]><v:shape id="Picture_x0020_1" type="#_x0000_t75"><v:imagedata src="file:///C:/Temp/clip_image001.png" o:title=""/></v:shape><![endif]--><![if !vml]><img width=300 height=200 src="file:///C:/Temp/msohtmlclip1/01/clip_image002.jpg" v:shapes="Picture_x0020_1"><![endif]></span><o:p></o:p></p><p class=MsoNormal>After.<o:p></o:p></p><!--EndFragment--></body></html>`,
    becomes: '<p>Before.</p><p>After.</p>',
  },
  {
    from: 'Word in the browser, where each item is a list of its own',
    html: `<div class="ListContainerWrapper SCXW1"><ul class="BulletListStyle1 SCXW1" role="list"><li data-leveltext="●" data-font="Symbol" data-listid="2" role="listitem" class="OutlineElement Ltr SCXW1"><p class="Paragraph SCXW1" paraid="1" style="margin:0px"><span data-contrast="auto" class="TextRun SCXW1" style="font-size:11pt"><span class="NormalTextRun SCXW1">coal</span></span><span class="EOP SCXW1" data-ccp-props="{&quot;1&quot;:2}">&nbsp;</span></p></li></ul></div><div class="ListContainerWrapper SCXW1"><ul class="BulletListStyle1 SCXW1" role="list"><li class="OutlineElement Ltr SCXW1"><p class="Paragraph SCXW1"><span class="TextRun SCXW1" style="font-weight:bold"><span class="NormalTextRun SCXW1">grain</span></span><span class="EOP SCXW1">&nbsp;</span></p></li></ul></div>`,
    becomes: '<ul><li><p>coal</p></li><li><p><strong>grain</strong></p></li></ul>',
  },
  {
    from: 'Google Docs headings, links and empty lines',
    html: `<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-7"><h1 dir="ltr" style="line-height:1.38;margin-top:20pt;"><span style="font-size:20pt;font-family:Arial;font-weight:400;">Who paid</span></h1><h4 dir="ltr"><span style="font-weight:400">In 1823</span></h4><br /><p dir="ltr" style="line-height:1.38;"><span style="font-weight:400;font-style:normal;">“All of them,” says </span><a href="https://example.org/book" style="text-decoration:none;"><span style="color:#1155cc;font-weight:700;text-decoration:underline;">the book</span></a><span style="font-style:italic;">, p. 4</span></p><br /></b><br class="Apple-interchange-newline">`,
    becomes:
      '<h3>Who paid</h3><h4>In 1823</h4><p>“All of them,” says <a href="https://example.org/book"><strong>the book</strong></a><em>, p. 4</em></p>',
  },
  {
    from: 'Google Docs lists in one another',
    html: `<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-8"><ul style="margin-top:0;margin-bottom:0;padding-inline-start:48px;"><li dir="ltr" style="list-style-type:disc;font-weight:400;" aria-level="1"><p dir="ltr" role="presentation"><span style="font-weight:400">coal</span></p></li><ul style="margin-top:0;"><li dir="ltr" style="list-style-type:circle;" aria-level="2"><p dir="ltr" role="presentation"><span>from the north</span></p></li></ul><li dir="ltr" aria-level="1"><p dir="ltr" role="presentation"><span>grain</span></p></li></ul><ol start="2"><li dir="ltr" style="list-style-type:decimal"><p dir="ltr"><span>second</span></p></li></ol></b>`,
    becomes:
      '<ul><li><p>coal</p><ul><li><p>from the north</p></li></ul></li><li><p>grain</p></li></ul><ol start="2"><li><p>second</p></li></ol>',
  },
  {
    from: 'a Google Docs table',
    html: `<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-9"><div dir="ltr" style="margin-left:0pt;" align="left"><table style="border:none;border-collapse:collapse;"><colgroup><col width="312" /><col width="312" /></colgroup><tbody><tr style="height:0pt"><td style="border:solid #000 1pt;vertical-align:top;"><p dir="ltr"><span style="font-weight:700">Year</span></p></td><td><p dir="ltr"><span style="font-weight:700">Toll</span></p></td></tr><tr style="height:0pt"><td><p dir="ltr"><span>1823</span></p></td><td><br /></td></tr></tbody></table></div></b>`,
    becomes:
      '<table><tbody><tr><td><p><strong>Year</strong></p></td><td><p><strong>Toll</strong></p></td></tr><tr><td><p>1823</p></td><td><p></p></td></tr></tbody></table>',
  },
];
