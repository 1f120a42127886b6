namespace Outrigger.ApiMachinery.Gnostic;

/// <summary>The messages of openapi.v3 (numbers and names as in google/gnostic, openapiv3/OpenAPIv3.proto).</summary>
internal static class GnosticV3
{
    public static readonly GnosticSchema Schema = new(
        """
        AdditionalPropertiesItem ? bool->2:bool else->1:SchemaOrReference
        Callback *=1:PathItem x-=2:any
        CallbackOrReference ? has:$ref->2:Reference else->1:Callback
        CallbacksOrReferences *=1:CallbackOrReference
        Components schemas=1:SchemasOrReferences responses=2:ResponsesOrReferences parameters=3:ParametersOrReferences
          examples=4:ExamplesOrReferences requestBodies=5:RequestBodiesOrReferences headers=6:HeadersOrReferences
          securitySchemes=7:SecuritySchemesOrReferences links=8:LinksOrReferences callbacks=9:CallbacksOrReferences x-=10:any
        Contact name=1:string url=2:string email=3:string x-=4:any
        DefaultType ? number->1:double bool->2:bool string->3:string
        Discriminator propertyName=1:string mapping=2:Strings x-=3:any
        Document openapi=1:string info=2:Info servers=3:Server* paths=4:Paths components=5:Components security=6:SecurityRequirement* tags=7:Tag*
          externalDocs=8:ExternalDocs x-=9:any
        Encoding contentType=1:string headers=2:HeadersOrReferences style=3:string explode=4:bool allowReserved=5:bool x-=6:any
        Encodings *=1:Encoding
        Example summary=1:string description=2:string value=3:any externalValue=4:string x-=5:any
        ExampleOrReference ? has:$ref->2:Reference else->1:Example
        ExamplesOrReferences *=1:ExampleOrReference
        ExternalDocs description=1:string url=2:string x-=3:any
        Header description=1:string required=2:bool deprecated=3:bool allowEmptyValue=4:bool style=5:string explode=6:bool allowReserved=7:bool
          schema=8:SchemaOrReference example=9:any examples=10:ExamplesOrReferences content=11:MediaTypes x-=12:any
        HeaderOrReference ? has:$ref->2:Reference else->1:Header
        HeadersOrReferences *=1:HeaderOrReference
        Info title=1:string description=2:string termsOfService=3:string contact=4:Contact license=5:License version=6:string x-=7:any
          summary=8:string
        ItemsItem ? else->1:SchemaOrReference
        License name=1:string url=2:string x-=3:any
        Link operationRef=1:string operationId=2:string parameters=3:AnyOrExpression requestBody=4:AnyOrExpression description=5:string server=6:Server x-=7:any
        LinkOrReference ? has:$ref->2:Reference else->1:Link
        LinksOrReferences *=1:LinkOrReference
        MediaType schema=1:SchemaOrReference example=2:any examples=3:ExamplesOrReferences encoding=4:Encodings x-=5:any
        MediaTypes *=1:MediaType
        OauthFlow authorizationUrl=1:string tokenUrl=2:string refreshUrl=3:string scopes=4:Strings x-=5:any
        OauthFlows implicit=1:OauthFlow password=2:OauthFlow clientCredentials=3:OauthFlow authorizationCode=4:OauthFlow x-=5:any
        Operation tags=1:string* summary=2:string description=3:string externalDocs=4:ExternalDocs operationId=5:string
          parameters=6:ParameterOrReference* requestBody=7:RequestBodyOrReference responses=8:Responses callbacks=9:CallbacksOrReferences
          deprecated=10:bool security=11:SecurityRequirement* servers=12:Server* x-=13:any
        Parameter name=1:string in=2:string description=3:string required=4:bool deprecated=5:bool allowEmptyValue=6:bool style=7:string
          explode=8:bool allowReserved=9:bool schema=10:SchemaOrReference example=11:any examples=12:ExamplesOrReferences content=13:MediaTypes
          x-=14:any
        ParameterOrReference ? has:$ref->2:Reference else->1:Parameter
        ParametersOrReferences *=1:ParameterOrReference
        PathItem $ref=1:string summary=2:string description=3:string get=4:Operation put=5:Operation post=6:Operation delete=7:Operation
          options=8:Operation head=9:Operation patch=10:Operation trace=11:Operation servers=12:Server* parameters=13:ParameterOrReference*
          x-=14:any
        Paths *=1:PathItem x-=2:any
        Properties *=1:SchemaOrReference
        Reference $ref=1:string summary=2:string description=3:string
        RequestBodiesOrReferences *=1:RequestBodyOrReference
        RequestBody description=1:string content=2:MediaTypes required=3:bool x-=4:any
        RequestBodyOrReference ? has:$ref->2:Reference else->1:RequestBody
        Response description=1:string headers=2:HeadersOrReferences content=3:MediaTypes links=4:LinksOrReferences x-=5:any
        ResponseOrReference ? has:$ref->2:Reference else->1:Response
        Responses default=1:ResponseOrReference *=2:ResponseOrReference x-=3:any
        ResponsesOrReferences *=1:ResponseOrReference
        Schema nullable=1:bool discriminator=2:Discriminator readOnly=3:bool writeOnly=4:bool xml=5:Xml externalDocs=6:ExternalDocs example=7:any
          deprecated=8:bool title=9:string multipleOf=10:double maximum=11:double exclusiveMaximum=12:bool minimum=13:double
          exclusiveMinimum=14:bool maxLength=15:int64 minLength=16:int64 pattern=17:string maxItems=18:int64 minItems=19:int64 uniqueItems=20:bool
          maxProperties=21:int64 minProperties=22:int64 required=23:string* enum=24:any* type=25:string allOf=26:SchemaOrReference*
          oneOf=27:SchemaOrReference* anyOf=28:SchemaOrReference* not=29:Schema items=30:ItemsItem properties=31:Properties
          additionalProperties=32:AdditionalPropertiesItem default=33:DefaultType description=34:string format=35:string x-=36:any
        SchemaOrReference ? has:$ref->2:Reference else->1:Schema
        SchemasOrReferences *=1:SchemaOrReference
        SecurityRequirement *=1:StringArray
        SecurityScheme type=1:string description=2:string name=3:string in=4:string scheme=5:string bearerFormat=6:string flows=7:OauthFlows
          openIdConnectUrl=8:string x-=9:any
        SecuritySchemeOrReference ? has:$ref->2:Reference else->1:SecurityScheme
        SecuritySchemesOrReferences *=1:SecuritySchemeOrReference
        Server url=1:string description=2:string variables=3:ServerVariables x-=4:any
        ServerVariable enum=1:string* default=2:string description=3:string x-=4:any
        ServerVariables *=1:ServerVariable
        Tag name=1:string description=2:string externalDocs=3:ExternalDocs x-=4:any
        Xml name=1:string namespace=2:string prefix=3:string attribute=4:bool wrapped=5:bool x-=6:any
        AnyOrExpression ? else->1:any
        StringArray ? else->1:string*
        Strings *=1:string
        """);
}
